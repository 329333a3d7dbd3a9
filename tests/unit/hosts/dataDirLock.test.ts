import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { lockDataDir, type ProcessTable } from '../../../src/main/hosts/dataDirLock.ts'

let dataDir: string
const alive = (starts: Readonly<Record<number, string | null>>): ProcessTable => ({
  isAlive: (pid) => pid in starts,
  startOf: (pid) => starts[pid] ?? null,
})

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rounds-lock-'))
})

test('the second console on a data directory is refused', () => {
  const processes = alive({ 1: 'a', 2: 'b' })
  lockDataDir(dataDir, 1, processes)
  expect(() => lockDataDir(dataDir, 2, processes)).toThrow(`another console is using ${dataDir}`)
})

test('letting go frees the data directory', () => {
  const processes = alive({ 1: 'a', 2: 'b' })
  lockDataDir(dataDir, 1, processes)()
  expect(existsSync(join(dataDir, 'console.lock'))).toBe(false)
  lockDataDir(dataDir, 2, processes)
})

test('the lock of a console that was killed is taken over', () => {
  lockDataDir(dataDir, 1, alive({ 1: 'a' }))
  lockDataDir(dataDir, 2, alive({ 2: 'b' }))
  expect(() => lockDataDir(dataDir, 3, alive({ 2: 'b', 3: 'c' }))).toThrow('another console')
})

test('a pid that was given to another program since is not taken for the console', () => {
  lockDataDir(dataDir, 1, alive({ 1: 'a' }))
  lockDataDir(dataDir, 2, alive({ 1: 'later', 2: 'b' }))
})

test('where the system does not show when a process began, a living pid counts', () => {
  lockDataDir(dataDir, 1, alive({ 1: null }))
  expect(() => lockDataDir(dataDir, 2, alive({ 1: null, 2: null }))).toThrow('another console')
})

test.each(['', '{', '{"pid":"x"}'])('a lock that was not written to its end (%j) is taken over', (text) => {
  writeFileSync(join(dataDir, 'console.lock'), text)
  lockDataDir(dataDir, 2, alive({ 2: 'b' }))
})

test('who was superseded does not free the lock of another', () => {
  const unlock = lockDataDir(dataDir, 1, alive({ 1: 'a' }))
  lockDataDir(dataDir, 2, alive({ 2: 'b' }))
  unlock()
  expect(existsSync(join(dataDir, 'console.lock'))).toBe(true)
})
