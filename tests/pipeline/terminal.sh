# On terminals of 20 to 120 columns no line is longer than the terminal is wide, status lines say first what matters most, and
# what is left at the end is sentences alone.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 40)[:, None])'
"$PYTHON" - "$ROM_BIN" <<'PY'
import fcntl, os, pathlib, pty, re, signal, struct, subprocess, sys, termios
tools = [t for t in sorted(pathlib.Path(sys.argv[1]).glob("rom-*")) if t.name != "rom-unit-tests"]
CLEAR = "\r\033[K"

# What a command writes to a terminal; it gets SIGINT once it has written over its line so often.
def on_terminal(columns, words, updates=None, **environment):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    modes = termios.tcgetattr(slave)
    modes[1] &= ~termios.OPOST  # "\n" stays what it is
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                               env={**os.environ, "TERM": "xterm", **environment})
    os.close(slave)
    said = b""
    while True:
        try:
            said += os.read(master, 65536)
        except OSError:
            break
        if updates and said.count(CLEAR.encode()) >= updates:
            process.send_signal(signal.SIGINT)
            updates = None
    os.close(master)
    process.wait()
    return said.decode()

# The lines that are to be seen at the end; what is too long goes on in the next.
def screen(said, columns):
    lines, column = [""], 0
    for part in re.findall(r"\033\[K|.", said, re.S):
        if part == "\r":
            column = 0
        elif part == "\n":
            lines.append("")
            column = 0
        elif part == "\033[K":
            lines[-1] = lines[-1][:column]
        else:
            if column == columns:
                lines.append("")
                column = 0
            lines[-1] = lines[-1][:column].ljust(column) + part + lines[-1][column + 1:]
            column += 1
    return lines

encode = ["rom-encode", "train.npy", "--dt", "0.1", "--latent", "3", "--hidden", "20", "--threads", "1", "--epochs", "100000000"]
network = ["rom-ldnet", "train.npy", "--points", "x.npy", "--params", "mu.npy", "--dt", "0.1", "--latent", "2", "--dynamics-hidden", "9", "--hidden", "9",
           "--threads", "1", "--adam", "3", "--bfgs", "100000000"]
for columns in (20, 40, 80, 120):
    for words in encode, network:
        said = on_terminal(columns, [*words, "-o", f"model-{columns}"], updates=4)
        status = [part for part in re.split(r"\r\033\[K|\n", said) if re.search(r"\d %(,|$)", part)]
        assert len(status) >= 3, said
        for line in status:
            assert len(line) < columns, (columns, line)
            named = line.startswith(words[0] + ": ")
            assert named or len(words[0] + ": " + line.split(",")[0]) >= columns, line
            assert re.match(r"\d+ %(, .* left)?(, misfit [\d.e+-]+ %)?", line.removeprefix(words[0] + ": ")), line
        if columns == 120:
            assert re.search(r"epoch \d+ of 100000000" if words is encode else r"iteration \d+ of 100000000 \(bfgs\)", status[-1]), status
        seen = "".join(screen(said, columns))
        sentences = "".join(line for line in re.split(r"\r\033\[K|\n", said) if line not in status)
        assert seen == sentences and re.search(r"stopped by SIGINT at \w+ \d+ of .*go on with --resume$", seen), (columns, seen)
        assert said.endswith("\n") and "\033[" not in said.replace("\033[K", ""), said
        assert "\033" not in on_terminal(columns, ["timeout", "-s", "INT", "0.5", *words, "-o", "dumb"], TERM="dumb")

help = {}
for tool in tools:
    for columns in (20, 40, 80, 120):
        said = on_terminal(columns, [tool, "--help"])
        assert max(map(len, said.split("\n"))) <= columns and "\033" not in said, (columns, said)
        words = re.sub(r"[\s\\]", "", said)
        assert help.setdefault(tool, words) == words, (tool, columns, said)
    piped = subprocess.run([tool, "--help"], capture_output=True, text=True, env={**os.environ, "COLUMNS": "50"}).stdout
    assert max(map(len, piped.split("\n"))) <= 50 and re.sub(r"[\s\\]", "", piped) == help[tool], piped
PY
