//! Tables of languages that are written with scripts: SQL, Ruby, PHP.

use super::{Form, Grammar, LIKE_C, Quote, quote};
use crate::document::CodeToken;

const RAW_TICKS: Quote = quote("`", "`", false, true);
const DOUBLE_LINES: Quote = quote("\"", "\"", true, true);
const SINGLE_LINES: Quote = quote("'", "'", true, true);
const SQL_STRING: Quote = Quote { open: "'", close: "'", escapes: false, doubles: true, spans_lines: true };
const SQL_NAME: Quote = Quote { open: "\"", close: "\"", escapes: false, doubles: true, spans_lines: true };

pub const GRAMMARS: &[Grammar] = &[
    Grammar {
        names: "sql mysql postgres postgresql pgsql plpgsql sqlite tsql plsql mariadb",
        line_comments: &["--"],
        quotes: &[SQL_STRING, SQL_NAME, RAW_TICKS],
        keywords: "add all alter analyze and any as asc auto_increment begin between by call cascade case cast check \
            collate column commit conflict constraint create cross current_date current_time current_timestamp \
            cursor database declare default delete desc describe distinct do drop each else end escape except \
            execute exists explain fetch filter for foreign from full function grant group having if in index \
            inner insert intersect interval into is join key language lateral left like limit loop materialized \
            merge natural not nothing of offset on or order outer over partition primary procedure recursive \
            references rename replace restrict return returning returns revoke right rollback row rows schema \
            select sequence set show some start table temp temporary then to transaction trigger truncate union \
            unique update use using vacuum values view when where while window with without",
        types: "bigint binary bit blob boolean bytea char character date datetime decimal double enum float int integer \
            json jsonb money numeric nvarchar precision real serial smallint text time timestamp timestamptz tinyint \
            uuid varchar varying xml",
        constants: "false null true unknown",
        ignores_case: true,
        capitals_are_types: false,
        marks: &[(b'@', CodeToken::Variable), (b'$', CodeToken::Variable)],
        ..LIKE_C
    },
    Grammar {
        names: "ruby rb gemspec rake gemfile rakefile podfile vagrantfile",
        line_comments: &["#"],
        block_comment: None,
        quotes: &[DOUBLE_LINES, SINGLE_LINES, RAW_TICKS],
        keywords: "BEGIN END alias and attr_accessor attr_reader attr_writer begin break case class def defined do else \
            elsif end ensure extend for if in include lambda loop module next not or prepend private proc \
            protected public raise redo require require_relative rescue retry return self super then undef \
            unless until when while yield",
        constants: "__FILE__ __LINE__ __method__ false nil true",
        marks: &[(b'@', CodeToken::Variable), (b'$', CodeToken::Variable)],
        form: Form::Ruby,
        ..LIKE_C
    },
    Grammar {
        names: "php php3 php4 php5 php7 phtml",
        line_comments: &["//", "#"],
        quotes: &[DOUBLE_LINES, SINGLE_LINES, RAW_TICKS],
        keywords: "abstract and array as break callable case catch class clone const continue declare default do echo \
            else elseif empty enum exit extends final finally fn for foreach from function global goto if \
            implements include include_once instanceof insteadof interface isset list match namespace new or \
            parent print private protected public readonly require require_once return self static switch throw \
            trait try unset use var while xor yield",
        types: "bool float int iterable mixed never object string void",
        constants: "FALSE NULL TRUE false null true",
        marks: &[(b'$', CodeToken::Variable)],
        form: Form::Php,
        ..LIKE_C
    },
];
