//! The wire between a client and a relay, which can be cut: from one reply on the client hears nothing any more, while the relay still
//! gets and keeps what was on its way; once the client has nothing more to say every connection is lost, and no new one is answered
//! until it is mended. It knows the recorder's word for a message that is kept.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What the recorder says of each message that it has kept.
const KEPT: &[u8] = b"kept as";

/// A client that has said nothing for so long waits for replies.
const SILENCE: Duration = Duration::from_secs(1);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// When a client that never falls silent is cut off all the same.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running wire. It ends with the process.
pub(crate) struct Cable {
    port: u16,
    state: Arc<State>,
}

struct State {
    /// So many more messages may be said to be kept.
    left: AtomicU64,
    is_cut: AtomicBool,
    /// When the client spoke last.
    spoke: Mutex<Instant>,
    ends: Mutex<Vec<TcpStream>>,
}

impl Cable {
    /// Listens on loopback, before a relay.
    pub(crate) fn before(relay: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            left: AtomicU64::new(u64::MAX),
            is_cut: AtomicBool::new(false),
            spoke: Mutex::new(Instant::now()),
            ends: Mutex::default(),
        });
        let own = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !own.is_cut.load(Ordering::SeqCst) {
                    hand_on(&client, &TcpStream::connect(relay).unwrap(), &own);
                }
            }
        });
        Self { port, state }
    }

    /// Its address for `mail.relay`.
    pub(crate) fn relay(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// It is whole, until the relay has said of so many messages that they are kept.
    pub(crate) fn lasts(&self, messages: u64) {
        self.state.left.store(messages, Ordering::SeqCst);
        self.state.is_cut.store(false, Ordering::SeqCst);
    }
}

fn hand_on(client: &TcpStream, server: &TcpStream, state: &Arc<State>) {
    let ends = [client, server].map(|end| end.try_clone().unwrap());
    state.ends.lock().unwrap().extend(ends);
    let own = Arc::clone(state);
    pour(client, server, move |_| {
        *own.spoke.lock().unwrap() = Instant::now();
        true
    });
    let own = Arc::clone(state);
    pour(server, client, move |said| own.passes(said));
}

/// One direction; what `passes` refuses is read and lost.
fn pour(from: &TcpStream, into: &TcpStream, passes: impl Fn(&[u8]) -> bool + Send + 'static) {
    let (mut from, mut into) = (from.try_clone().unwrap(), into.try_clone().unwrap());
    into.set_nodelay(true).unwrap();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if passes(&buffer[..read]) && into.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        into.shutdown(Shutdown::Write).ok();
    });
}

impl State {
    /// Whether the client hears this.
    fn passes(self: &Arc<Self>, said: &[u8]) -> bool {
        let kept = said.windows(KEPT.len()).filter(|word| *word == KEPT);
        let kept = u64::try_from(kept.count()).unwrap();
        let fewer = |left: u64| left.checked_sub(kept);
        let left = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer);
        if left.is_err() && !self.is_cut.swap(true, Ordering::SeqCst) {
            let own = Arc::clone(self);
            thread::spawn(move || {
                own.wait_for_silence();
                for end in own.ends.lock().unwrap().drain(..) {
                    end.shutdown(Shutdown::Both).ok();
                }
            });
        }
        !self.is_cut.load(Ordering::SeqCst)
    }

    fn wait_for_silence(&self) {
        let since = Instant::now();
        while self.spoke.lock().unwrap().elapsed() < SILENCE && since.elapsed() < PATIENCE {
            thread::sleep(LOOK);
        }
    }
}
