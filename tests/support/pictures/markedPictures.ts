import { crc32 } from 'node:zlib'
import { pngOf } from '../relay/pngOf.ts'

/** Words that stand wherever a picture can say something beside what it shows. */
export const mark = 'PLACE-51.5007N-0.1246W'
/** Words that stand among the pixels, and stay. */
export const pixels = 'PIXELS-OF-A-RASH'

const latin = (text: string) => Buffer.from(text, 'latin1')

/** A block of Exif with the mark, and an orientation, in the order of bytes of most cameras or of the others. */
export function markedExif(orientation: number, isLittle = false): Buffer {
  const text = latin(`${mark}\0`)
  const tiff = Buffer.alloc(8 + 2 + 24 + 4)
  const short = (value: number, at: number) =>
    isLittle ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  const long = (value: number, at: number) => (isLittle ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at))
  tiff.write(isLittle ? 'II*\0' : 'MM\0*', 0, 'latin1')
  long(8, 4)
  short(2, 8)
  const field = (at: number, tag: number, type: number, count: number) => {
    short(tag, at)
    short(type, at + 2)
    long(count, at + 4)
  }
  field(10, 0x010e, 2, text.length)
  long(tiff.length, 18)
  field(22, 0x0112, 3, 1)
  short(orientation, 30)
  return Buffer.concat([tiff, text])
}

const segment = (marker: number, content: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]), content])

/** Segments of a JPEG that say something beside the picture, each with the mark. */
export const markedSegments = (orientation: number) => [
  segment(0xe1, Buffer.concat([latin('Exif\0\0'), markedExif(orientation)])),
  segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0<x>${mark}</x>`)),
  segment(0xe2, latin(`MPF\0${mark}`)),
  segment(0xed, latin(`Photoshop 3.0\x008BIM\x04\x04${mark}`)),
  segment(0xfe, latin(mark)),
  segment(0xe5, latin(mark)),
]

/** A JPEG of the right build, whose lines nobody can draw; behind its end stands another picture, as telephones do it. */
export function markedJpeg(orientation: number): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, latin(`JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02${mark}`)),
    ...markedSegments(orientation),
    segment(0xe2, latin('ICC_PROFILE\0\x01\x01colours')),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, Buffer.from([8, 0, 2, 0, 3, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.alloc(20)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    latin(pixels),
    Buffer.from([0xff, 0x00, 0xff, 0xd0]),
    latin(pixels),
    Buffer.from([0xff, 0xd9]),
    latin(`\xff\xd8 another ${mark}`),
  ])
}

const pngChunk = (type: string, content: Buffer) => {
  const body = Buffer.concat([latin(type), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG that every browser draws, with everything that it can say. */
export function markedPng(orientation: number, width = 3, height = 2): Buffer {
  const plain = pngOf(width, height)
  const header = plain.subarray(0, 33)
  const rest = plain.subarray(33)
  const texts = [
    pngChunk('tEXt', latin(`Location\0${mark}`)),
    pngChunk('iTXt', latin(`XML:com.adobe.xmp\0\0\0\0\0${mark}`)),
    pngChunk('zTXt', latin(mark)),
    pngChunk('tIME', Buffer.from([7, 0xe8, 1, 1, 0, 0, 0])),
    pngChunk('eXIf', markedExif(orientation, true)),
    pngChunk('maRk', latin(mark)),
  ]
  return Buffer.concat([header, ...texts, rest, latin(mark)])
}

const riffChunk = (type: string, content: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return Buffer.concat([latin(type), length, content, Buffer.alloc(content.length % 2)])
}

/** A WebP of the right build, whose pixels nobody can draw. */
export function markedWebp(orientation: number): Buffer {
  const frame = Buffer.concat([Buffer.alloc(16), riffChunk('VP8 ', latin(pixels)), riffChunk('TEXT', latin(mark))])
  const content = Buffer.concat([
    latin('WEBP'),
    riffChunk('VP8X', Buffer.from([0x0e, 0, 0, 0, 2, 0, 0, 1, 0, 0])),
    riffChunk('VP8 ', latin(pixels)),
    riffChunk('ANMF', frame),
    riffChunk('EXIF', markedExif(orientation)),
    riffChunk('XMP ', latin(`<x>${mark}</x>`)),
    riffChunk('MARK', latin(mark)),
  ])
  return Buffer.concat([riffChunk('RIFF', content), latin(mark)])
}

/** A GIF of the right build. */
export function markedGif(): Buffer {
  const part = (text: string) => Buffer.concat([Buffer.from([text.length]), latin(text)])
  return Buffer.concat([
    latin('GIF89a'),
    Buffer.from([3, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    Buffer.from([0x21, 0xfe]),
    part(mark),
    Buffer.from([0]),
    Buffer.from([0x21, 0xff]),
    part('XMP DataXMP'),
    part(mark),
    Buffer.from([0]),
    Buffer.from([0x21, 0xff]),
    part('NETSCAPE2.0'),
    Buffer.from([3, 1, 0, 0, 0]),
    Buffer.from([0x2c, 0, 0, 0, 0, 3, 0, 2, 0, 0, 2]),
    part(pixels),
    Buffer.from([0, 0x3b]),
    latin(mark),
  ])
}

const box = (type: string, content: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length + 8)
  return Buffer.concat([length, latin(type), content])
}

/** A HEIC of the right build: what it says, and its pixels, stand side by side behind its list of places. */
export function markedHeic(): Buffer {
  const exif = Buffer.concat([Buffer.alloc(4), markedExif(1)])
  const xmp = latin(`<x>${mark}</x>`)
  const item = (id: number, type: string) =>
    box('infe', Buffer.concat([Buffer.from([2, 0, 0, 0, 0, id, 0, 0]), latin(`${type}\0`)]))
  const beginning = box('ftyp', latin('heic\0\0\0\0mif1heic'))
  const build = (at: number) => {
    const place = (id: number, from: number, length: number) => {
      const entry = Buffer.alloc(14)
      entry.writeUInt16BE(id, 0)
      entry.writeUInt16BE(1, 4)
      entry.writeUInt32BE(from, 6)
      entry.writeUInt32BE(length, 10)
      return entry
    }
    const iloc = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 0x44, 0, 0, 3]),
      place(1, at, exif.length),
      place(2, at + exif.length, pixels.length),
      place(3, at + exif.length + pixels.length, xmp.length),
    ])
    const iinf = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 3]), item(1, 'Exif'), item(2, 'hvc1'), item(3, 'mime')])
    const size = box('ispe', Buffer.from([0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2]))
    return box('meta', Buffer.concat([Buffer.alloc(4), box('iinf', iinf), box('iloc', iloc), size]))
  }
  const at = beginning.length + build(0).length + 8
  return Buffer.concat([
    beginning,
    build(at),
    box('mdat', Buffer.concat([exif, latin(pixels), xmp])),
    box('uuid', latin(mark)),
  ])
}
