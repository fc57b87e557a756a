"""Inflates files with zlib. Arguments: places; `place`.deflate is the stream, `place`.raw what it has to give. Prints the sizes that zlib needs."""
import sys
import zlib

for place in sys.argv[1:]:
    with open(place + ".raw", "rb") as file:
        raw = file.read()
    with open(place + ".deflate", "rb") as file:
        stream = file.read()
    reader = zlib.decompressobj(-15)
    got = reader.decompress(stream) + reader.flush()
    if got != raw or not reader.eof or reader.unused_data:
        sys.exit("%s: %d bytes of %d, end %s, %d bytes left over" % (place, len(got), len(raw), reader.eof, len(reader.unused_data)))
    print(len(zlib.compress(raw, 6)), zlib.crc32(raw))
