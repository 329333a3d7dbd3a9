import type { Logger } from 'pino'
import type { Server, Socket } from 'socket.io'
import { clientAddress } from '../../limits/clientAddress.ts'
import type { FrameAllowance, FrameMeter } from '../../limits/frameMeter.ts'
import { connectionLimits } from '../connectionLimits.ts'
import { rejectDeepNesting } from './rejectDeepNesting.ts'

/** A connection of Engine.IO: what one client speaks over, in however many namespaces. */
type Transport = Socket['conn']

interface Account {
  readonly allowance: FrameAllowance
  /** About what waits to be handed to the transport, in bytes. */
  unsentBytes: number
  /** Frames that came with the request that is being read; of the polling transport only. */
  framesOfPost: number
  isEnded: boolean
}

/**
 * Holds every connection, of any protocol and transport, to what may wait for it and to how much it may send. Both are counted
 * here, where every frame passes: events and acknowledgements, of each namespace. One that is over either is ended; a client that
 * means well catches up when it comes back. Whose it was is in the line of the log about its end.
 */
export function limitTransports(
  engine: Server['engine'],
  { frames, proxies, log }: { readonly frames: FrameMeter; readonly proxies: number; readonly log: Logger },
): void {
  const accounts = new WeakMap<object, Account>()

  // The listeners are shared by all connections, which come as `this`: a closure for each would be most of an idle one.
  function onFrameIn(this: Transport, packet: { data?: unknown }): void {
    const account = accounts.get(this)
    if (!account || account.isEnded) return
    const { data } = packet
    const limit = isOneTooMany(this, account) ? 'framesPerPost' : frames.take(account.allowance, sizeOf(data))
    // Engine.IO hands the packet on as it then is.
    if (typeof data === 'string') packet.data = rejectDeepNesting(data)
    if (limit === undefined) return
    account.isEnded = true
    log.warn({ limit }, 'connection sends too much, ended')
    this.close(true)
  }
  function onFrameOut(this: Transport, { data }: { readonly data?: unknown }): void {
    const account = accounts.get(this)
    if (!account || account.isEnded) return
    const { unsentBytes } = account
    account.unsentBytes += sizeOf(data)
    if (unsentBytes <= connectionLimits.unsentBytes) return
    account.isEnded = true
    log.warn({ bytes: unsentBytes }, 'connection does not read, ended')
    // Not in the middle of a frame that goes to many.
    process.nextTick(() => this.close(true))
  }
  function onClose(this: Transport): void {
    const account = accounts.get(this)
    if (account) frames.close(account.allowance)
  }

  engine.on('connection', (transport: Transport) => {
    const address = clientAddress(transport.request.headers, transport.remoteAddress, proxies)
    accounts.set(transport, { allowance: frames.open(address), unsentBytes: 0, framesOfPost: 0, isEnded: false })
    transport.on('packet', onFrameIn)
    transport.on('packetCreate', onFrameOut)
    transport.once('close', onClose)
  })
  engine.on('drain', (transport: Transport) => {
    const account = accounts.get(transport)
    if (account) account.unsentBytes = 0
  })
}

function isOneTooMany(transport: Transport, account: Account): boolean {
  if (transport.transport.name !== 'polling') return false
  if (account.framesOfPost === 0)
    process.nextTick(() => {
      account.framesOfPost = 0
    })
  account.framesOfPost += 1
  return account.framesOfPost > connectionLimits.framesPerPost
}

/** About how large what a frame carries is, in bytes. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof Uint8Array ? data.byteLength : 0
}
