//! Which addresses are public.
//!
//! Neither this machine nor what only its network reaches may be asked: a text could find out what runs there, or set
//! off what a request does. The blocks are those of the special-purpose registries (RFC 6890, section 2.2,
//! <https://www.rfc-editor.org/rfc/rfc6890#section-2.2>, and IANA's lists since) that are not globally reachable.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not asked, as the end of a sentence; `None` for a public one.
pub(super) fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    // In the registry's order.
    Some(match address.octets() {
        [0, ..] => "this host",
        [10, ..] => "a private network",
        [100, 64..=127, ..] => "a provider's own network",
        [127, ..] => "this machine",
        // The servers that clouds answer their own machines from lie here: 169.254.169.254.
        [169, 254, ..] => "this machine's own link",
        [172, 16..=31, ..] => "a private network",
        [192, 0, 0, _] => "a network of protocols",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address for documents",
        [192, 88, 99, _] => "a relay of the old 6to4",
        [192, 168, ..] => "a private network",
        [198, 18..=19, ..] => "a network for measurements",
        [224..=239, ..] => "many machines at once",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let segments = address.segments();
    // An address of IPv4 in one of IPv6 leads to the former: mapped (RFC 4291, section 2.5.5.2), and translated by the
    // network (RFC 6052, section 2.1).
    if let [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        return special_v4(Ipv4Addr::new(a, b, c, d));
    }
    Some(match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => "this machine",
        [0xfc00..=0xfdff, ..] => "a private network",
        [0xfe80..=0xfebf, ..] => "this machine's own link",
        [0xff00..=0xffff, ..] => "many machines at once",
        [0x2001, 0x0db8, ..] | [0x3fff, 0x0000..=0x0fff, ..] => "an address for documents",
        // Teredo, ORCHID and others (RFC 2928).
        [0x2001, 0x0000..=0x01ff, ..] => "a network of protocols",
        [0x2002, ..] => "a network of the old 6to4",
        // Public are the global unicast addresses (RFC 4291, section 2.4, as IANA gave them out).
        [0x2000..=0x3fff, ..] => return None,
        _ => "a reserved address",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_asked() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.251",
            "239.255.255.250",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(special(text.parse().unwrap()).is_some(), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "193.168.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert_eq!(special(text.parse().unwrap()), None, "{text}");
        }
    }
}
