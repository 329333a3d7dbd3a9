import { describe, expect, test } from 'vitest'
import { cookieIn, tokenIn } from '../../../../relay/engine/givenToken.ts'

describe('a token that is given', () => {
  test('may have the word Bearer before it, in any case', () => {
    for (const text of ['a.b.c', 'Bearer a.b.c', 'bearer  a.b.c']) expect(tokenIn(text)).toBe('a.b.c')
  })

  test.each(['', ' a.b.c', 'a.b.c ', 'Basic dXNlcg==', 'Bearer Bearer a.b.c', 'Bearer a.b.c d'])(
    'is none in %j',
    (text) => {
      expect(tokenIn(text)).toBeUndefined()
    },
  )
})

describe('a cookie', () => {
  test.each([
    ['token=a.b.c', 'a.b.c'],
    ['theme=dark; token=a.b.c; x=1', 'a.b.c'],
    ['mytoken=no; token="a.b.c"', 'a.b.c'],
    ['token=Bearer%20a.b.c', 'Bearer a.b.c'],
    ['token=first; token=second', 'first'],
    ['token=%E0%A4%A', '%E0%A4%A'],
    ['token', undefined],
    ['Token=a', undefined],
    [undefined, undefined],
  ])('of %j has its value', (header, value) => {
    expect(cookieIn(header, 'token')).toBe(value)
  })
})
