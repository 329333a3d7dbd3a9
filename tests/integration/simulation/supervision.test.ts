import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { superviseChild } from '../../../commands/processes/superviseChild.ts'
import { until } from '../../support/time/until.ts'

/** Supervises children that run a line of JavaScript each, the last one again and again. */
async function supervise(...lines: string[]) {
  const printed: string[] = []
  const outcomes: string[] = []
  const children: ChildProcess[] = []
  const supervised = await superviseChild({
    name: 'the child',
    start: async () => {
      const line = lines[Math.min(children.length, lines.length - 1)] ?? ''
      const child = spawn(process.execPath, ['--eval', line], { stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
      return child
    },
    print: (line) => printed.push(line),
    ended: () => outcomes.push('ended'),
    gaveUp: (reason) => outcomes.push(reason),
  })
  onTestFinished(supervised.stop)
  return { supervised, printed, outcomes, children }
}

const live = "console.log('up'); setInterval(() => {}, 1000)"

test('a child that is killed is started again, with a line about it', async () => {
  const { supervised, printed, children, outcomes } = await supervise(live)
  children[0]?.kill('SIGKILL')
  await until('there is a second child', () => children.length === 2)
  expect(printed).toEqual(['the child was ended by SIGKILL; starting it again'])
  await supervised.stop()
  expect(children[1]?.signalCode).toBe('SIGTERM')
  expect(children).toHaveLength(2)
  expect(outcomes).toEqual([])
})

test('a child that crashes for the fourth time within a minute is given up, with the reason', async () => {
  const { outcomes, children } = await supervise("console.log('up'); setTimeout(() => process.exit(3), 50)")
  await until('it is given up', () => outcomes.length > 0)
  expect(outcomes).toEqual(['the child ended with exit code 3, 4 times within a minute'])
  expect(children).toHaveLength(4)
})

test('a child that ends of itself without a failure is not started again', async () => {
  const { outcomes, children, printed } = await supervise("console.log('up'); setTimeout(() => process.exit(0), 50)")
  await until('it has ended', () => outcomes.length > 0)
  expect(outcomes).toEqual(['ended'])
  expect(children).toHaveLength(1)
  expect(printed).toEqual([])
})
