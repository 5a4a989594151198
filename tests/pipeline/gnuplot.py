"""What rom-plot sends to gnuplot (-o FILE.gp), and the pixels of a PNG, for tests that compare them with NumPy."""
import re
import struct
import zlib

import numpy as np


def plots(path):
    """Of each panel: its commands, and for each series or image the numbers after them, [points, columns] or [rows, columns]."""
    data = open(path, "rb").read()
    panels, at = [], 0
    while (found := data.find(b"\nplot ", at)) >= 0:
        end = data.index(b"\n", found + 1)
        commands, line, at = data[at:found].decode(), data[found + 1:end].decode(), end + 1
        numbers = []
        for element in re.findall(r"'-' .*?(?= title |notitle)", line):
            if image := re.search(r"array=\((\d+),(\d+)\)", element):
                columns, rows = map(int, image.groups())
                values = np.frombuffer(data, "<f4", columns * rows, at)
                numbers.append(values.reshape(rows, columns))
                at += 4 * columns * rows
                continue
            end = data.index(b"e\n", at) if data[at:at + 2] == b"e\n" else data.index(b"\ne\n", at) + 1
            numbers.append(np.array([row.split() for row in data[at:end].decode().splitlines()], float))
            at = end + 2
        panels.append((commands, line, numbers))
    return panels


def pixels(path):
    """A PNG of 8 bits a channel, [rows, columns, 3]."""
    data, at, packed = open(path, "rb").read(), 8, b""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
        body, at = data[at + 8:at + 8 + length], at + 12 + length
        if kind == b"IHDR":
            width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert bits == 8 and not interlaced
            channels = {2: 3, 6: 4}[colours]
        elif kind == b"IDAT":
            packed += body
    lines = np.frombuffer(zlib.decompress(packed), "u1").reshape(height, 1 + channels * width)
    image = np.zeros((height, width, channels), int)
    before = np.zeros((width, channels), int)
    for y, line in enumerate(lines):
        row, here = line[1:].reshape(width, channels).astype(int), image[y]
        for x in range(width):
            left = here[x - 1] if x else np.zeros(channels, int)
            above = before[x]
            corner = before[x - 1] if x else np.zeros(channels, int)
            if line[0] == 4:
                guess = left + above - corner
                near = [abs(guess - left), abs(guess - above), abs(guess - corner)]
                add = np.where((near[0] <= near[1]) & (near[0] <= near[2]), left, np.where(near[1] <= near[2], above, corner))
            else:
                add = [0, left, above, (left + above) // 2][line[0]]
            here[x] = (row[x] + add) % 256
        before = here
    return image[:, :, :3]


def coarse(image, rows=12, columns=16):
    """Means over so many blocks."""
    height, width = image.shape[0] // rows * rows, image.shape[1] // columns * columns
    return image[:height, :width].reshape(rows, height // rows, columns, width // columns, 3).mean(axis=(1, 3))
