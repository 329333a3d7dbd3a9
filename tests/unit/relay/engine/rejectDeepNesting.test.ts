import { describe, expect, it } from 'vitest'
import { rejectDeepNesting } from '../../../../relay/engine/wire/rejectDeepNesting.ts'

const arrays = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('a packet', () => {
  it.each([
    ['with a long text', `2/rounds,7["message:send",{"text":"${'x'.repeat(5_000)}"}]`],
    ['with brackets in a text', `2["message:send",{"text":"${'['.repeat(5_000)}"}]`],
    ['with brackets and quotation marks in a text', `2["message:send",{"text":"${'\\"['.repeat(5_000)}"}]`],
    ['with a text that ends in backslashes', `2["x",{"text":"${'\\\\'.repeat(5_000)}","list":${arrays(500)}}]`],
    ['with many lists beside each other', `2["message:send",[${'[],{},'.repeat(5_000)}1]]`],
    ['with some hundred lists in each other', `2["message:send",${arrays(990)}]`],
    ['that breaks off', `2["unfinished${'x'.repeat(5_000)}`],
    ['with nothing in it', ''],
  ])('%s stays as it is', (_which, packet) => {
    expect(rejectDeepNesting(packet)).toBe(packet)
  })

  it.each([
    [`2/rounds,7["message:send",${arrays(100_000)}]`, '2/rounds,7["message:send",null]'],
    [`2/rounds,7["message:send",${objects(100_000)}]`, '2/rounds,7["message:send",null]'],
    [`2["chat-message",{"text":"]\\"]","deep":${arrays(5_000)}}]`, '2["chat-message",null]'],
    [`2/chat,["a \\"name\\"",1,${arrays(5_000)}]`, '2/chat,["a \\"name\\"",null]'],
    [`51-/chat,["file",{"_placeholder":true,"num":0},${arrays(5_000)}]`, '51-/chat,["file",null]'],
  ])('that is nested deeply carries nothing any more (%#)', (packet, expected) => {
    expect(rejectDeepNesting(packet)).toBe(expected)
  })

  it.each([
    `0/rounds,${objects(5_000)}`,
    `3/rounds,7${arrays(5_000)}`,
    `2/rounds,7${arrays(5_000)}`,
    `2/rounds,7[42,${arrays(5_000)}]`,
    arrays(5_000),
  ])('that is no event and nested deeply is none (%#)', (packet) => {
    expect(rejectDeepNesting(packet)).toBe('7')
  })
})
