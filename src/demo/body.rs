//! Bodies that arrive in an unfriendly way.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{StreamExt as _, stream};

/// Pieces of a body that trickles in.
const DROPS: usize = 20;
/// A chunk of blanks, and how many of them `huge` sends before the JSON: 40 MiB.
const BLANKS: usize = 64 * 1024;
const HUGE_CHUNKS: usize = 640;
/// What `gzip-bomb` unpacks to: 64 MiB.
const BOMB_BYTES: usize = 64 * 1024 * 1024;

/// Sends the body in pieces over this time.
pub(super) fn drip(bytes: &Bytes, over: Duration) -> Body {
    let size = bytes.len().div_ceil(DROPS).max(1);
    let drops: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    let pause = over / u32::try_from(drops.len().max(1)).unwrap_or(1);
    Body::from_stream(stream::iter(drops).then(move |drop| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, io::Error>(drop)
    }))
}

/// Sends half of the body, then breaks the connection.
pub(super) fn reset(bytes: &Bytes) -> Body {
    let half = bytes.slice(..bytes.len() / 2);
    let broken = io::Error::new(io::ErrorKind::ConnectionReset, "broken on purpose");
    let end = stream::once(async {
        // A body that is not ready yet makes the server send what it has.
        tokio::task::yield_now().await;
        Err(broken)
    });
    Body::from_stream(stream::iter([Ok(half)]).chain(end))
}

/// 40 MiB of blanks, then the body: valid, and too much.
pub(super) fn huge(bytes: Bytes) -> Body {
    let blanks = Bytes::from(vec![b' '; BLANKS]);
    let chunks = stream::iter(std::iter::repeat_n(blanks, HUGE_CHUNKS).chain([bytes]));
    Body::from_stream(chunks.map(Ok::<_, io::Error>))
}

/// A gzip stream that unpacks to 64 MiB of blanks.
///
/// Written by hand: one blank, then "the last byte again, 258 times" in fixed Huffman codes. The
/// checksum at the end is wrong: a client must have given up long before.
pub(super) fn gzip_bomb() -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut bits = Bits {
        out: &mut out,
        byte: 0,
        used: 0,
    };
    bits.push(0b110, 3); // last block, fixed codes (low bit first)
    bits.push(0b0101_0000, 8); // a blank
    for _ in 0..BOMB_BYTES / 258 {
        bits.push(0b1100_0101, 8); // length 258
        bits.push(0, 5); // distance 1
    }
    bits.push(0, 7); // end of block
    bits.push(0, 7); // up to a whole byte
    out.extend([0; 8]);
    out
}

/// Collects bits, the first in the lowest place of each byte.
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    byte: u8,
    used: u8,
}

impl Bits<'_> {
    /// Adds the lowest `count` bits of `code`, highest first.
    fn push(&mut self, code: u16, count: u16) {
        for place in (0..count).rev() {
            let bit = u8::from(code >> place & 1 == 1);
            self.byte |= bit << self.used;
            self.used += 1;
            if self.used == 8 {
                self.out.push(self.byte);
                (self.byte, self.used) = (0, 0);
            }
        }
    }
}
