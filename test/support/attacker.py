"""Another user of this machine: knows the ports of a kernel that runs over TCP, and not its key.

Prints as JSON what came of trying to have code run, from first to last message."""

import json
import os
import re
import shutil
import sys
import tempfile
import time

import zmq
from jupyter_client.manager import KernelManager

DELIMITER = b"<IDS|MSG>"

manager = KernelManager(kernel_name="tslab", transport="tcp")
manager.start_kernel(cwd=sys.argv[1])
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)

folder = tempfile.mkdtemp()
context = zmq.Context()


def connect(kind, channel):
    socket = context.socket(kind)
    socket.linger = 0
    socket.connect(f"tcp://127.0.0.1:{getattr(manager, channel + '_port')}")
    return socket


listener = connect(zmq.SUB, "iopub")
listener.subscribe(b"")
doors = [connect(zmq.DEALER, "shell"), connect(zmq.DEALER, "control")]
caught, forged, orders = [], [], 0


def catch(seconds):
    """Everything that anybody gets to read in this time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for socket in [listener, *doors]:
            while socket.poll(50):
                caught.append(socket.recv_multipart())


def order(kind="execute_request"):
    """A message that has a file written, which would show that it ran."""
    global orders
    orders += 1
    file = os.path.join(folder, f"ran-{orders}")
    header = {"msg_id": f"forged-{orders}", "session": "forged", "username": "", "version": "5.3"}
    code = f"require('fs').writeFileSync('{file}', ''); console.log('taken over')"
    content = {"code": code, "silent": False, "store_history": True, "restart": False}
    parts = [{**header, "msg_type": kind, "date": "2026-01-01T00:00:00Z"}, {}, {}, content]
    forged.append([json.dumps(part).encode() for part in parts])
    return forged[-1]


def send(frames):
    for door in doors:
        door.send_multipart(frames)


def attack():
    for signature in [b"", b"0", b"0" * 64, b"\xff" * 64, "ä".encode() * 32]:
        for kind in ["execute_request", "shutdown_request", "interrupt_request"]:
            send([DELIMITER, signature, *order(kind)])
    good = order()
    for malformed in [
        [b""],
        [b"", b""],
        [DELIMITER],
        [DELIMITER, b"0" * 64],
        [DELIMITER, b"0" * 64, b"{}", b"{}"],
        [DELIMITER, b"0" * 64, b"{", b"}", b"[", b"]"],
        [DELIMITER, b"0" * 64, b"null", b"[]", b"1", b"\xff"],
        [b"0" * 64, *good],
        [DELIMITER, DELIMITER, *good],
    ]:
        send(malformed)
    catch(1)
    # The same with all that could be a signature, and what the kernel itself has signed.
    digests = {digest for frames in caught for digest in re.findall(rb"[0-9a-f]{64}", b" ".join(frames))}
    for parts in list(forged):
        for digest in digests:
            send([DELIMITER, digest, *parts])
    for frames in list(caught):
        if DELIMITER in frames:
            send(frames[frames.index(DELIMITER) :])
    catch(1)


def run(code):
    """A cell of the kernel's own user: what it prints, and its status."""
    printed = ""

    def keep(message):
        nonlocal printed
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]

    reply = client.execute_interactive(code, timeout=60, output_hook=keep)
    return [reply["content"]["status"], printed]


attack()
first = run("let mine = 1; console.error('of mine'); mine")
attack()
# One that the user has signed, and that somebody has got hold of.
once = client.session.serialize(client.session.msg("execute_request", {"code": "mine += 1"}))
send(once)
send(once)
catch(1)
last = run("mine")

sign = client.session.sign
everything = b" ".join(b" ".join(frames) for frames in caught)
answer = {
    "first": first,
    "last": last,
    "caught": len(caught),
    "ran": os.listdir(folder),
    "takenOver": everything.count(b"taken over"),
    "rightSignatures": sum(sign(parts) in everything for parts in forged),
    "keySeen": client.session.key in everything,
    "alive": manager.is_alive(),
}
print(json.dumps(answer))
shutil.rmtree(folder)
client.stop_channels()
manager.shutdown_kernel(now=True)
