//! The wire between a client and a relay, which can be cut: from one reply on the client hears nothing any more, while the relay still
//! gets and keeps what was on its way; then every connection is lost, and no new one is answered until it is mended. It knows the
//! recorder's word for a message that is kept.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the recorder says of each message that it has kept.
const KEPT: &[u8] = b"kept as";

/// How long what is on its way may take.
const ARRIVES: Duration = Duration::from_millis(500);

/// A running wire. It ends with the process.
pub(crate) struct Cable {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// So many more messages may be said to be kept.
    left: AtomicU64,
    is_cut: AtomicBool,
    ends: Mutex<Vec<TcpStream>>,
}

impl Cable {
    /// Listens on loopback, before a relay.
    pub(crate) fn before(relay: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        state.left.store(u64::MAX, Ordering::SeqCst);
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
    pour(client, server, |_| true);
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
                thread::sleep(ARRIVES);
                for end in own.ends.lock().unwrap().drain(..) {
                    end.shutdown(Shutdown::Both).ok();
                }
            });
        }
        !self.is_cut.load(Ordering::SeqCst)
    }
}
