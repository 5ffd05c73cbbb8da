//! FNV-1a with 64 bits: a few lines that will give the same number in any build and any language, which the hashers of
//! the standard library don't promise.

/// A hash that is being made.
pub(super) struct Fnv1a(u64);

impl Default for Fnv1a {
    fn default() -> Self {
        Fnv1a(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv1a {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn finish(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Fnv1a;

    /// The vectors that its authors publish.
    #[test]
    fn it_is_the_hash_that_everybody_has() {
        for (text, expected) in
            [("", 0xcbf2_9ce4_8422_2325u64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            let mut hash = Fnv1a::default();
            hash.update(text.as_bytes());
            assert_eq!(hash.finish(), expected, "{text}");
        }
    }
}
