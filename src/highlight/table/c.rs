//! Tables of the languages that come from C.

use super::{Form, Grammar, LIKE_C, Quote, quote};
use crate::document::CodeToken;

const DOUBLE: Quote = quote("\"", "\"", true, false);
const SINGLE: Quote = quote("'", "'", true, false);
const TRIPLE: Quote = quote("\"\"\"", "\"\"\"", true, true);
const RAW_TICKS: Quote = quote("`", "`", false, true);
const VERBATIM: Quote = Quote { open: "@\"", close: "\"", escapes: false, doubles: true, spans_lines: true };
const VERBATIM_HOLES: Quote = Quote { open: "$@\"", close: "\"", escapes: false, doubles: true, spans_lines: true };
const RAW_TRIPLE: Quote = quote("\"\"\"", "\"\"\"", false, true);
const RAW_HASHES: Quote = quote("#\"", "\"#", false, true);

const C_TYPES: &str = "_Bool _Complex bool char char16_t char32_t double float int int16_t int32_t int64_t \
    int8_t intptr_t long ptrdiff_t short signed size_t ssize_t uint16_t uint32_t uint64_t \
    uint8_t uintptr_t unsigned void wchar_t";

const CPP_TYPES: &str = "bool char char16_t char32_t char8_t double float int int16_t int32_t int64_t int8_t \
    intptr_t long ptrdiff_t short signed size_t ssize_t string string_view uint16_t uint32_t \
    uint64_t uint8_t uintptr_t unsigned vector void wchar_t";

pub const GRAMMARS: &[Grammar] = &[
    Grammar {
        names: "c h",
        keywords: "_Alignas _Alignof _Atomic _Generic _Noreturn _Static_assert _Thread_local alignas alignof auto break \
            case const constexpr continue default do else enum extern for goto if inline register restrict \
            return sizeof static static_assert struct switch thread_local typedef typeof union volatile while",
        types: C_TYPES,
        constants: "NULL false nullptr true",
        directive: Some(b'#'),
        ..LIKE_C
    },
    Grammar {
        names: "cpp c++ cc cxx hpp hh hxx ino arduino cuda cu",
        keywords: "alignas alignof and asm auto break case catch class co_await co_return co_yield concept const \
            const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else enum \
            explicit export extern final for friend goto if inline mutable namespace new noexcept not operator \
            or override private protected public register reinterpret_cast requires return sizeof static \
            static_assert static_cast struct switch template this thread_local throw try typedef typeid typename \
            union using virtual volatile while xor",
        soft_keywords: "import module",
        types: CPP_TYPES,
        constants: "NULL false nullptr true",
        directive: Some(b'#'),
        form: Form::Cpp,
        ..LIKE_C
    },
    Grammar {
        names: "java jsh",
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: "abstract assert break case catch class const continue default do else enum extends final finally for \
            goto if implements import instanceof interface native new non-sealed package private protected \
            public return static strictfp super switch synchronized this throw throws transient try var volatile \
            while",
        soft_keywords: "exports module open opens permits provides record requires sealed to uses when yield",
        types: "boolean byte char double float int long short void",
        constants: "false null true",
        marks: &[(b'@', CodeToken::Attribute)],
        ..LIKE_C
    },
    Grammar {
        names: "go golang",
        quotes: &[DOUBLE, SINGLE, RAW_TICKS],
        keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface \
            map package range return select struct switch type var",
        types: "any bool byte comparable complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune \
            string uint uint16 uint32 uint64 uint8 uintptr",
        constants: "false iota nil true",
        capitals_are_types: false,
        ..LIKE_C
    },
    Grammar {
        names: "csharp c# cs csx",
        quotes: &[VERBATIM_HOLES, VERBATIM, RAW_TRIPLE, DOUBLE, SINGLE],
        keywords: "abstract and as async await base break case catch checked class const continue default delegate do \
            else enum event explicit extern finally fixed for foreach get goto if implicit in init interface \
            internal is lock namespace new not operator or out override params partial private protected public \
            readonly record ref required return sealed set sizeof stackalloc static struct switch this throw try \
            typeof unchecked unsafe using virtual volatile while yield",
        soft_keywords: "alias ascending by descending equals file from group into join let on orderby scoped select when \
            where with",
        types: "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong \
            ushort var void",
        constants: "false null true",
        directive: Some(b'#'),
        ..LIKE_C
    },
    Grammar {
        names: "kotlin kt kts",
        nests: true,
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: "abstract as break catch class const constructor continue crossinline do else final finally for fun \
            get if import in init interface internal is lateinit noinline object out override package private \
            protected public reified return set super this throw try typealias val var when where while",
        soft_keywords: "actual annotation by companion data enum expect external infix inline inner open operator sealed \
            suspend tailrec value vararg",
        constants: "false null true",
        marks: &[(b'@', CodeToken::Attribute)],
        ..LIKE_C
    },
    Grammar {
        names: "swift",
        nests: true,
        quotes: &[RAW_HASHES, TRIPLE, DOUBLE],
        keywords: "Self as associatedtype await break case catch class continue default defer deinit didSet do else \
            enum extension fallthrough fileprivate for func get guard if import in infix init inout internal is \
            let operator precedencegroup private protocol public repeat rethrows return self set static struct \
            subscript super switch throw throws try typealias var where while willSet",
        soft_keywords: "actor any async borrowing consuming convenience dynamic final indirect isolated lazy macro mutating \
            nonisolated nonmutating open optional override package postfix prefix required some unowned weak",
        constants: "false nil true",
        marks: &[(b'@', CodeToken::Attribute), (b'#', CodeToken::Attribute)],
        ..LIKE_C
    },
];
