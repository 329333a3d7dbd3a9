import { parseArgs } from 'node:util'
import { startConsole } from './processes/startConsole.ts'

const usage = 'usage: npm run console -- --relay URL [--data-dir DIR] [--port N]'

const options = readArguments()
if (options === undefined) {
  console.error(usage)
  process.exit(1)
}
const child = await startConsole(options)
process.on('SIGINT', () => child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.once('exit', (code) => process.exit(code ?? 1))

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { relay: { type: 'string' }, 'data-dir': { type: 'string' }, port: { type: 'string' } },
    })
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !Number.isInteger(port)) return undefined
    return { relayUrl: values.relay, dataDir: values['data-dir'], port }
  } catch {
    return undefined
  }
}
