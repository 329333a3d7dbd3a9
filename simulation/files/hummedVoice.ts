const samplesPerS = 8_000
const headerBytes = 44

/**
 * Returns a recording of so many seconds as a WAV (one channel, 16 bits, 8 kHz): a voice without words, which rises and falls in
 * syllables as speech does.
 */
export function hummedVoice(seconds: number): Uint8Array {
  const count = Math.round(seconds * samplesPerS)
  const wav = Buffer.alloc(headerBytes + count * 2)
  wav.write('RIFF', 0, 'latin1')
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8, 'latin1')
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(samplesPerS, 24)
  wav.writeUInt32LE(samplesPerS * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36, 'latin1')
  wav.writeUInt32LE(count * 2, 40)
  for (let index = 0; index < count; index += 1)
    wav.writeInt16LE(Math.round(soundAt(index / samplesPerS) * 9_000), headerBytes + index * 2)
  return wav
}

/** Loudness (from -1 to 1) of the voice at a time in seconds. */
function soundAt(second: number): number {
  const syllable = Math.max(0, Math.sin(second * 2 * Math.PI * 1.7)) * (0.5 + 0.5 * Math.sin(second * 1.3))
  const pitch = 118 + 14 * Math.sin(second * 2.1)
  const phase = 2 * Math.PI * pitch * second
  return syllable * (0.6 * Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.1 * Math.sin(5 * phase))
}
