//! Seeded randomness: the seed is told where a test fails, and `FLOORBOARD_SEED` brings it back.

pub(crate) struct Random(u64);

impl Random {
    /// A new one each time, unless the environment names it.
    #[expect(clippy::print_stdout, reason = "shown where the test fails")]
    pub(crate) fn seed() -> u64 {
        let fresh = || getrandom::u64().unwrap();
        let seed = std::env::var("FLOORBOARD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(fresh);
        println!("FLOORBOARD_SEED={seed}");
        seed
    }
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }
    /// SplitMix64.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}
