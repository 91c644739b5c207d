//! How much room a disk has. The marks at which it is short and at which there is enough lie apart: what hovers at one of
//! them is told once.

const SHORT: u64 = 512 << 20;
const SHORT_OF: u64 = 5 << 30;

/// What the room on a disk comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Less than 512 MiB; or less than a twentieth, and that less than 5 GiB.
    Short,
    Between,
    /// Half as much again as that.
    Enough,
}

pub fn room(free: u64, total: u64) -> Room {
    let mark = SHORT.max((total / 20).min(SHORT_OF)).min(total / 4);
    if free < mark {
        Room::Short
    } else if free >= mark + mark / 2 {
        Room::Enough
    } else {
        Room::Between
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_disk_and_a_large_one_are_short_at_their_own_marks() {
        let (mib, gib) = (1 << 20, 1 << 30);
        assert_eq!(room(500 * mib, 8 * gib), Room::Short);
        assert_eq!(room(600 * mib, 8 * gib), Room::Between);
        assert_eq!(room(800 * mib, 8 * gib), Room::Enough);
        assert_eq!(room(4 * gib, 2000 * gib), Room::Short);
        assert_eq!(room(8 * gib, 2000 * gib), Room::Enough);
        assert_eq!(room(300 * mib, 400 * mib), Room::Enough, "most of a tiny one is free");
    }
}
