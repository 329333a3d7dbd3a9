import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createDoor } from '../../../../src/renderer/features/door/door.ts'
import type { CommandInput } from '../../../../src/shared/ipc/commands.ts'
import type { Failure } from '../../../../src/shared/model/failure.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'

const offline: Failure = { kind: 'offline', message: 'The relay cannot be reached.' }
const link = { url: 'https://relay.example.org/visit/#x', openUntil: 1 }

/** A door before a relay that can be away, and then makes no links. */
function doorBeforeRelay() {
  const opened: CommandInput<'openSession'>[] = []
  let away: 'nothing' | 'all' | 'links' = 'nothing'
  const door = createDoor({
    newMessageId: () => entryIdSchema.parse(v7()),
    openSession: async (wish) => {
      opened.push(wish)
      if (away === 'all') return { ok: false, failure: offline }
      const sessionId = sessionIdSchema.parse(wish.id)
      return { ok: true, value: { sessionId, patientId: userIdSchema.parse('patient') } }
    },
    invitePatient: async () => (away === 'nothing' ? { ok: true, value: link } : { ok: false, failure: offline }),
    visitSession: async () => ({ ok: true, value: {} }),
  })
  return {
    door,
    opened,
    phase: () => door.state.getState().phase,
    typed: () => door.state.getState().typed,
    lose: (what: typeof away) => {
      away = what
    },
  }
}

describe('a new patient at the door', () => {
  it('needs a name, and nothing else', async () => {
    const { door, opened, phase } = doorBeforeRelay()
    door.open()
    door.type({ name: ' \u200b ' })
    await door.make(false)
    expect([phase(), opened]).toEqual([{ kind: 'typing', problem: 'noName' }, []])
    door.type({ name: ' Ann Aare ' })
    await door.make(false)
    expect(opened).toMatchObject([{ kind: 'visit', patient: { name: 'Ann Aare', sex: 'unknown' } }])
    expect(opened[0]?.patient).not.toHaveProperty('birthDate')
    expect(phase()).toMatchObject({ kind: 'made', made: { name: 'Ann Aare', link } })
  })

  it('is not opened with half a birth date', async () => {
    const { door, opened, phase } = doorBeforeRelay()
    door.type({ name: 'Ann Aare' })
    await door.make(true)
    expect([phase(), opened]).toEqual([{ kind: 'typing', problem: 'badDate' }, []])
  })

  it('loses nothing of what was typed without the relay or with the dialog, and is the same request again', async () => {
    const { door, opened, phase, typed, lose } = doorBeforeRelay()
    lose('all')
    door.open()
    door.type({ name: 'Ann Aare', birthDate: '1964-03-11', mrn: '4821', kind: 'chat' })
    await door.make(false)
    expect(phase()).toEqual({ kind: 'typing', problem: offline })
    door.close()
    door.open()
    expect(typed()).toEqual({ name: 'Ann Aare', birthDate: '1964-03-11', mrn: '4821', kind: 'chat' })
    lose('nothing')
    await door.make(false)
    expect(opened[1]).toEqual(opened[0])
    door.close()
    door.open()
    expect(typed().name).toBe('')
  })

  it('is another request for another patient, and for the next of the same name', async () => {
    const { door, opened, lose } = doorBeforeRelay()
    lose('all')
    door.type({ name: 'Ann Aare' })
    await door.make(false)
    lose('nothing')
    for (const name of ['Bea Berg', 'Bea Berg']) {
      door.type({ name })
      await door.make(false)
      door.close()
    }
    expect(new Set(opened.map(({ id }) => id)).size).toBe(3)
  })

  it('has a session where only the link could not be made, and the link when it is asked for again', async () => {
    const { door, opened, phase, lose } = doorBeforeRelay()
    lose('links')
    door.type({ name: 'Ann Aare' })
    await door.make(false)
    expect(phase()).toMatchObject({ kind: 'made', made: { link: null, failure: offline } })
    lose('nothing')
    await door.makeLink()
    expect(phase()).toMatchObject({ kind: 'made', made: { link, failure: null }, isAsking: false })
    expect(opened.length).toBe(1)
  })

  it('is asked for once while it is asked for', async () => {
    const { door, opened } = doorBeforeRelay()
    door.type({ name: 'Ann Aare' })
    await Promise.all([door.make(false), door.make(false)])
    expect(opened.length).toBe(1)
  })
})
