"""The receiving server of the scenarios: aiosmtpd, each message a file in a folder, written before it is accepted.

Usage: receive.py FOLDER [SECONDS]. It prints its port. SECONDS: how long it keeps a client waiting after a message is
kept and before it says so. The instants at which messages arrived stand in the file `arrivals` beside FOLDER.
"""

import asyncio
import itertools
import os
import sys
import time

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder, delay):
        self.folder = folder
        self.delay = delay
        self.numbers = itertools.count(1)
        self.arrivals = open(os.path.join(os.path.dirname(folder), "arrivals"), "w", buffering=1)

    async def handle_DATA(self, server, session, envelope):
        self.arrivals.write("%.4f %s\n" % (time.monotonic(), envelope.rcpt_tos[0]))
        name = os.path.join(self.folder, "%08d" % next(self.numbers))
        head = "\n".join(envelope.rcpt_tos) + "\n\n"
        with open(name + ".partial", "wb") as file:
            file.write(head.encode())
            file.write(envelope.original_content or envelope.content)
        os.rename(name + ".partial", name + ".mail")
        if self.delay:
            await asyncio.sleep(self.delay)
        return "250 2.0.0 kept"


async def main():
    folder = sys.argv[1]
    delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    keeper = Keeper(folder, delay)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="mx.example.org", enable_SMTPUTF8=False), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
