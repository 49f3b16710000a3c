"""Makes cases.json: small image files of many kinds and the pixels that an independent decoder finds in them.

Run: python3 make.py  (needs Pillow 9.4 with libtiff and libwebp, and NumPy)

Pictures come from a formula. Where Pillow can write a kind of file it does, and its own decoder gives the expected
values; kinds that it cannot write (tiles, planes, predictors, floating point, PFM, text PNM, RLE bitmaps) are written
here byte by byte from the words of their specifications, and the expected values are the formula's, checked against
Pillow's decoder wherever it reads the file.
"""

import base64
import io
import json
import struct
import zlib

import numpy as np
from PIL import Image

W, H = 29, 19


def picture(channels, width=W, height=H, top=255):
    y, x = np.mgrid[0:height, 0:width]
    planes = [(x * 7 + y * (3 + 2 * c) + (x * y * (c + 1)) // 5 + 31 * c) % (top + 1) for c in range(channels)]
    return np.stack(planes, -1) if channels > 1 else planes[0]


cases = []


def add(name, data, expected, depth="U8", tolerance=0, check=True):
    expected = np.asarray(expected)
    height, width = expected.shape[:2]
    channels = expected.shape[2] if expected.ndim > 2 else 1
    kinds = {"U8": "<u1", "U16": "<u2", "F32": "<f4"}
    raw = np.ascontiguousarray(expected.astype(kinds[depth])).tobytes()
    if check:
        other = Image.open(io.BytesIO(data))
        assert other.size == (width, height), name
    cases.append({
        "name": name, "width": width, "height": height, "channels": channels, "depth": depth,
        "tolerance": tolerance, "file_b64": base64.b64encode(data).decode(),
        "values_b64": base64.b64encode(zlib.compress(raw, 9)).decode(),
    })


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def decoded(data, mode):
    return np.array(Image.open(io.BytesIO(data)).convert(mode))


def pillow(name, image, format, mode, tolerance=0, **options):
    data = saved(image, format, **options)
    add(name, data, decoded(data, mode), tolerance=tolerance)


rgb = Image.fromarray(picture(3).astype(np.uint8), "RGB")
rgba = Image.fromarray(picture(4).astype(np.uint8), "RGBA")
grey = Image.fromarray(picture(1).astype(np.uint8), "L")
bilevel = Image.fromarray(((picture(1) > 120) * 255).astype(np.uint8), "L").convert("1", dither=0)
palette = rgb.quantize(60, dither=0)
few = rgb.quantize(14, dither=0)
smooth = Image.fromarray(np.stack([
    128 + 100 * np.sin(np.mgrid[0:50, 0:75][1] / 17 + c) * np.cos(np.mgrid[0:50, 0:75][0] / (11 + 3 * c))
    for c in range(3)], -1).astype(np.uint8), "RGB")

# GIF
pillow("gif_palette", palette, "GIF", "RGB")
pillow("gif_interlaced", palette, "GIF", "RGB", interlace=1)
pillow("gif_few_colours", few, "GIF", "RGB")
long_run = Image.new("P", (300, 200), 3)
long_run.putpalette(sum(([i, 255 - i, (i * 5) % 256] for i in range(256)), []))
pillow("gif_long_runs", long_run, "GIF", "RGB")
noise = Image.fromarray((np.arange(200 * 150).reshape(150, 200) * 2654435761 // 4096 % 251).astype(np.uint8), "P")
noise.putpalette(sum(([i, (i * 7) % 256, 255 - i] for i in range(256)), []))
pillow("gif_full_table", noise, "GIF", "RGB")
data = saved(palette, "GIF", transparency=5)
add("gif_transparent", data, decoded(data, "RGBA"))

# TIFF through Pillow
for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    for name, image, mode in (("rgb", rgb, "RGB"), ("rgba", rgba, "RGBA"), ("grey", grey, "L"), ("palette", palette, "RGB"),
                              ("bilevel", bilevel, "L")):
        pillow(f"tiff_{compression}_{name}", image, "TIFF", mode, compression=compression)
pillow("tiff_lzw_large", smooth, "TIFF", "RGB", compression="tiff_lzw")
wide = picture(1, top=65535)
data = saved(Image.fromarray(wide.astype(np.uint16)), "TIFF")
add("tiff_grey16", data, wide, "U16")
float_values = (picture(1) / 97.0 - 1).astype(np.float32)
data = saved(Image.fromarray(float_values, "F"), "TIFF")
add("tiff_float", data, float_values, "F32")
data = saved(rgb, "TIFF", save_all=True, append_images=[grey])
add("tiff_two_pages", data, picture(3))


def tiff(pixels, big=False, tile=None, rows=None, planar=False, predictor=1, photometric=None, compression=1, bits=None,
         float_format=False, extra=None, orientation=None, bigtiff=False):
    """A TIFF file from an array [H, W, C] of unsigned or floating-point values."""
    e = ">" if big else "<"
    height, width, samples = pixels.shape
    bits = bits or pixels.dtype.itemsize * 8
    stored = pixels.astype(pixels.dtype.newbyteorder(e))

    def pack(block):
        rows_of, together = block.shape[0], block.shape[2]
        out = b""
        for y in range(rows_of):
            row = block[y]
            if predictor == 2:
                kind = {8: "u1", 16: "u2", 32: "u4"}[bits]
                values = row.astype(row.dtype.newbyteorder("=")).view(kind).reshape(-1, together)
                delta = values.copy()
                delta[1:] = values[1:] - values[:-1]
                out += delta.astype(e + kind).tobytes()
            elif predictor == 3:
                planes = np.frombuffer(row.astype(row.dtype.newbyteorder(">")).tobytes(), np.uint8)
                planes = planes.reshape(-1, bits // 8).T.reshape(-1).copy()
                delta = planes.copy()
                delta[together:] = planes[together:] - planes[:-together]
                out += delta.tobytes()
            elif bits < 8 or bits == 12:
                text = "".join(format(int(v), f"0{bits}b") for v in row.reshape(-1))
                text += "0" * (-len(text) % 8)
                out += int(text, 2).to_bytes(len(text) // 8, "big")
            else:
                out += row.tobytes()
        return zlib.compress(out) if compression == 8 else out

    parts = []
    for plane in range(samples if planar else 1):
        source = stored[:, :, plane:plane + 1] if planar else stored
        if tile:
            tw, th = tile
            for ty in range(0, height, th):
                for tx in range(0, width, tw):
                    block = np.zeros((th, tw, source.shape[2]), source.dtype)
                    piece = source[ty:ty + th, tx:tx + tw]
                    block[:piece.shape[0], :piece.shape[1]] = piece
                    parts.append(pack(block))
        else:
            step = rows or height
            for ty in range(0, height, step):
                parts.append(pack(source[ty:ty + step]))
    start = 16 if bigtiff else 8
    offsets, body = [], b""
    for part in parts:
        offsets.append(start + len(body))
        body += part + b"\0" * (len(part) & 1)
    entries = [(256, 4, [width]), (257, 4, [height]), (258, 3, [bits] * samples), (259, 3, [compression]),
               (262, 3, [photometric if photometric is not None else (2 if samples >= 3 else 1)]), (277, 3, [samples]),
               (284, 3, [2 if planar else 1]), (317, 3, [predictor])]
    if tile:
        entries += [(322, 4, [tile[0]]), (323, 4, [tile[1]]), (324, 4, offsets), (325, 4, [len(p) for p in parts])]
    else:
        entries += [(273, 4, offsets), (278, 4, [rows or height]), (279, 4, [len(p) for p in parts])]
    if float_format:
        entries.append((339, 3, [3] * samples))
    if extra:
        entries.append((338, 3, [extra]))
    if orientation:
        entries.append((274, 3, [orientation]))
    entries.sort()
    where = start + len(body)
    entry_size, inline, count_format, offset_format = (20, 8, "Q", "Q") if bigtiff else (12, 4, "H", "I")
    spill_at = where + struct.calcsize(e + count_format) + entry_size * len(entries) + inline
    table, spill = struct.pack(e + count_format, len(entries)), b""
    for tag, kind, values in entries:
        raw = struct.pack(e + str(len(values)) + {3: "H", 4: "I"}[kind], *values)
        table += struct.pack(e + "HH" + offset_format, tag, kind, len(values))
        if len(raw) <= inline:
            table += raw.ljust(inline, b"\0")
        else:
            table += struct.pack(e + offset_format, spill_at + len(spill))
            spill += raw
    table += struct.pack(e + offset_format, 0)
    mark = b"MM" if big else b"II"
    head = mark + (struct.pack(e + "HHHQ", 43, 8, 0, where) if bigtiff else struct.pack(e + "HI", 42, where))
    return head + body + table + spill


p3 = picture(3).astype(np.uint8)
p4 = picture(4).astype(np.uint8)
w3 = picture(3, top=65535).astype(np.uint16)
w1 = picture(1, top=65535).astype(np.uint16)[:, :, None]
f3 = (picture(3) / 50.0 - 2).astype(np.float32)
add("tiff_tiles", tiff(p3, tile=(16, 16)), p3)
add("tiff_tiles_planar_deflate", tiff(p3, tile=(16, 32), planar=True, compression=8), p3)
add("tiff_strips_planar", tiff(p3, rows=5, planar=True), p3)
add("tiff_big_endian_16", tiff(w3, big=True, rows=7), w3, "U16", check=False)
add("tiff_16_predictor_2", tiff(w3, predictor=2, compression=8), w3, "U16", check=False)
add("tiff_16_predictor_2_big", tiff(w3, big=True, predictor=2, compression=8), w3, "U16", check=False)
add("tiff_8_predictor_2", tiff(p3, predictor=2, compression=8, rows=4), p3)
add("tiff_8_predictor_2_tiles", tiff(p4, predictor=2, compression=8, tile=(32, 16), extra=2), p4)
add("tiff_float_predictor_3", tiff(f3, predictor=3, compression=8, float_format=True), f3, "F32", check=False)
add("tiff_float_predictor_3_big", tiff(f3, big=True, predictor=3, compression=8, float_format=True, tile=(16, 16)),
    f3, "F32", check=False)
add("tiff_half", tiff(f3.astype(np.float16), float_format=True), f3.astype(np.float16).astype(np.float32), "F32", check=False)
add("tiff_double", tiff(f3.astype(np.float64), float_format=True), f3, "F32", check=False)
add("tiff_white_is_zero", tiff(255 - p3[:, :, :1], photometric=0), p3[:, :, 0])
n4 = (picture(1, top=15)[:, :, None]).astype(np.uint8)
add("tiff_4_bits", tiff(n4, bits=4), n4[:, :, 0] * 17)
n2 = (picture(1, top=3)[:, :, None]).astype(np.uint8)
add("tiff_2_bits", tiff(n2, bits=2), n2[:, :, 0] * 85)
n12 = picture(1, top=4095)[:, :, None].astype(np.uint16)
add("tiff_12_bits", tiff(n12, bits=12), (n12[:, :, 0].astype(np.uint32) * 65535 + 2047) // 4095, "U16")
add("tiff_bigtiff", tiff(p3, bigtiff=True, rows=6), p3, check=False)
add("tiff_bigtiff_big_endian", tiff(w1, bigtiff=True, big=True), w1[:, :, 0], "U16", check=False)
add("tiff_orientation_6", tiff(p3, orientation=6), np.rot90(p3, -1), check=False)
add("tiff_orientation_3", tiff(p3, orientation=3), np.rot90(p3, 2), check=False)
cmyk = Image.fromarray(p4, "CMYK")
light = (255 - p4[:, :, :3].astype(np.uint32)) * (255 - p4[:, :, 3:].astype(np.uint32))
add("tiff_inks", saved(cmyk, "TIFF"), (light + 127) // 255)

# BMP
pillow("bmp_24", rgb, "BMP", "RGB")
pillow("bmp_palette", palette, "BMP", "RGB")
pillow("bmp_bilevel", bilevel, "BMP", "RGB")
pillow("bmp_32", rgba, "BMP", "RGB")

# WebP
pillow("webp_lossless_rgb", rgb, "WEBP", "RGB", lossless=True)
pillow("webp_lossless_rgba", rgba, "WEBP", "RGBA", lossless=True, exact=True)
pillow("webp_lossless_smooth", smooth, "WEBP", "RGB", lossless=True, quality=100, method=6)
pillow("webp_lossless_palette", few.convert("RGB"), "WEBP", "RGB", lossless=True, method=6)
pillow("webp_lossless_two_colours", bilevel.convert("RGB"), "WEBP", "RGB", lossless=True, method=6)
for quality in (10, 60, 95):
    pillow(f"webp_lossy_{quality}", smooth, "WEBP", "RGB", quality=quality)
pillow("webp_lossy_small", rgb, "WEBP", "RGB", quality=70)
alpha = smooth.copy()
alpha.putalpha(Image.fromarray(np.mgrid[0:50, 0:75][1].astype(np.uint8) * 3, "L"))
pillow("webp_lossy_alpha", alpha, "WEBP", "RGBA", quality=80)
data = saved(palette.convert("RGB"), "WEBP", save_all=True, append_images=[rgb.rotate(180)], lossless=True)
add("webp_animated", data, decoded(data, "RGB"))

# PNM and PFM
add("pgm_binary", saved(grey, "PPM"), picture(1))
add("ppm_binary", saved(rgb, "PPM"), picture(3))
pillow("pbm_binary", bilevel, "PPM", "L")
add("pgm_16", b"P5\n%d %d\n65535\n" % (W, H) + wide.astype(">u2").tobytes(), wide, "U16")
add("ppm_16", b"P6 %d %d 65535 " % (W, H) + w3.astype(">u2").tobytes(), w3, "U16")
add("pgm_text", b"P2\n# a comment\n%d %d\n255\n" % (W, H) + " ".join(map(str, picture(1).reshape(-1))).encode(),
    picture(1))
add("ppm_text_1000", b"P3 %d %d\n1000 # largest\n" % (W, H)
    + "\n".join(map(str, picture(3, top=1000).reshape(-1))).encode(),
    (picture(3, top=1000) * 65535 + 500) // 1000, "U16", check=False)
add("pbm_text", b"P1\n%d %d\n" % (W, H) + "".join(map(str, (picture(1) < 120).astype(int).reshape(-1))).encode(),
    (picture(1) >= 120) * 255)
add("pfm_grey", b"Pf\n%d %d\n-1.0\n" % (W, H) + float_values[::-1].astype("<f4").tobytes(), float_values, "F32", check=False)
add("pfm_colour", b"PF\n%d %d\n1.0\n" % (W, H) + f3[::-1].astype(">f4").tobytes(), f3, "F32", check=False)

# PNG beyond 8 bits
data = saved(Image.fromarray(wide.astype(np.uint16)), "PNG")
add("png_grey16", data, wide, "U16")


def png(pixels, colour):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = pixels.shape[:2]
    raw = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


add("png_rgb16", png(w3, 2), w3, "U16")
w4 = picture(4, top=65535).astype(np.uint16)
add("png_rgba16", png(w4, 6), w4, "U16")

# JPEG: libjpeg-turbo's own pixels, for every sampling, plain and progressive
for sampling, number in (("444", 0), ("422", 1), ("420", 2)):
    for progressive in (False, True):
        pillow(f"jpeg_{sampling}_{'progressive' if progressive else 'baseline'}", smooth, "JPEG", "RGB",
               subsampling=number, progressive=progressive, quality=85)
pillow("jpeg_grey", smooth.convert("L"), "JPEG", "L", quality=85)

with open("cases.json", "w") as file:
    json.dump({"group": "formats", "source": "make.py, Pillow 9.4.0", "cases": cases}, file, indent=0)
print(len(cases), "cases")
