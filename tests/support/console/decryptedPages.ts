import { createDecipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'

const pageBytes = 4096
/** Behind the content of each page stand its initialisation vector and its code of authenticity. */
const reservedBytes = 80
const vectorBytes = 16
const walHeaderBytes = 32
const frameHeaderBytes = 24

/** Every page of an encrypted file of the console as its cipher leaves it, with what is in free pages and between the rows. */
export function decryptedPages(file: string, key: Uint8Array): Buffer {
  const bytes = readFileSync(file)
  const pages = Array.from({ length: bytes.length / pageBytes }, (_, index) =>
    decrypted(bytes.subarray(index * pageBytes, (index + 1) * pageBytes), key, index === 0),
  )
  return Buffer.concat(pages)
}

/** Every page in the file's write-ahead log. */
export function decryptedLog(file: string, key: Uint8Array): Buffer {
  const bytes = readFileSync(`${file}-wal`)
  const frames: Buffer[] = []
  for (let at = walHeaderBytes; at + frameHeaderBytes + pageBytes <= bytes.length; at += frameHeaderBytes + pageBytes) {
    const page = bytes.subarray(at + frameHeaderBytes, at + frameHeaderBytes + pageBytes)
    frames.push(decrypted(page, key, bytes.readUInt32BE(at) === 1))
  }
  return Buffer.concat(frames)
}

/** The first page begins with the salt, which stands there as it is. */
function decrypted(page: Buffer, key: Uint8Array, isFirst: boolean): Buffer {
  const end = pageBytes - reservedBytes
  const decipher = createDecipheriv('aes-256-cbc', key, page.subarray(end, end + vectorBytes)).setAutoPadding(false)
  return Buffer.concat([decipher.update(page.subarray(isFirst ? 16 : 0, end)), decipher.final()])
}
