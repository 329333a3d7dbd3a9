import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileNameOf } from '../../../src/shared/model/files/fileName.ts'

describe('the name under which a file is shown and saved', () => {
  it.each([
    ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
    ['labs.hta', 'text/plain', 'labs.hta.txt'],
    ['page.html', 'image/gif', 'page.html.gif'],
    ['photo\u202egpj.exe', 'application/pdf', 'photogpj.exe.pdf'],
    ['..profile', 'text/plain', 'profile.txt'],
    ['run.bat . .', 'text/plain', 'run.bat.txt'],
    ['CON.txt', 'text/plain', '_CON.txt'],
    ['a:b?c.png', 'image/png', 'a_b_c.png'],
    ['\u200b\u2066', 'audio/ogg', 'file.ogg'],
    ['x.pdf', 'application/unknown', 'x.pdf.bin'],
    ['Лабораторія № 4.pdf', 'application/pdf', 'Лабораторія № 4.pdf'],
  ])('%j, being %s, is %s', (given, mediaType, shown) => {
    expect(fileNameOf(given, mediaType)).toBe(shown)
  })

  it('ends in what the content is, and has nothing unseen and nothing of a path, for every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (given) => {
        const shown = fileNameOf(given, 'text/plain')
        expect(shown).toMatch(/^[^.\s\p{C}/\\:][^\p{C}/\\:]*\.(txt|csv|log|md)$/iu)
        expect([...shown].length).toBeLessThanOrEqual(125)
        expect(fileNameOf(shown, 'text/plain')).toBe(shown)
      }),
      { numRuns: 50 },
    )
  }, 60_000)
})
