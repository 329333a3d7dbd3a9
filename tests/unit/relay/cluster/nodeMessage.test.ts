import { expect, it } from 'vitest'
import { nodeMessageSchema } from '../../../../relay/cluster/nodeMessage.ts'
import { withSentNames } from '../../../../relay/cluster/wireNames.ts'

const occupancy = {
  ...{ connectionId: 'c1', room: 'chat:s1', sessionId: 's1', userId: 'pat', name: 'Pat', role: 'patient' },
  isSubRoom: false,
}
const device = {
  ...{ userId: 'pat', connectionId: 'c1', deviceKey: 'd1', toldAs: { role: 'patient' } },
  ...{ status: 'online', customStatus: null },
}
const tells = [{ userId: 'pat', event: 'notification:new', payload: {} }]

/** Messages as nodes of the version before write and read them. */
const earlier = [
  { kind: 'room', change: 'joined', stay: occupancy, replacesOlder: false, firstInSession: true, firstInRoom: true },
  { kind: 'device', device },
  { kind: 'deviceGone', userId: 'pat', connectionId: 'c1' },
  { kind: 'tells', tells },
  { kind: 'call', call: { id: 'k1' }, tells },
  { kind: 'accessEnded', userId: 'pat', loginId: 'l1' },
  { kind: 'uses', uses: [{ limit: 'sendAsUser', key: 'pat', points: 1 }] },
  { kind: 'lost' },
]

it('a message of a room is sent and received with whether each node announces it', () => {
  const message = { ...earlier[0], isAnnounced: false }
  expect(withSentNames(nodeMessageSchema.parse(message))).toEqual(message)
})

it.each(earlier.map((message) => [message.kind, message] as const))(
  'a message %s of the version before is read, and is written as that version wrote it',
  (_kind, message) => {
    expect(withSentNames(nodeMessageSchema.parse(message))).toEqual(message)
  },
)
