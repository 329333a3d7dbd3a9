import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { iceServersFor } from '../../../../relay/calls/iceServers.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'

const userId = userIdSchema.parse('pat')
const nowMs = 1_700_000_000_500

describe('the servers that the media of a call goes by', () => {
  it('carry credentials that are made for one user and an hour, checked by the shared secret alone', () => {
    const turn = { urls: ['turn:t.example:3478', 'turns:t.example:5349'], secret: 'the secret of the server' }
    const servers = iceServersFor({ stunUrls: ['stun:t.example:3478'], turn }, userId, nowMs)
    const username = `${1_700_000_000 + 3_600}:pat`
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64')
    expect(servers).toEqual([{ urls: ['stun:t.example:3478'] }, { urls: turn.urls, username, credential }])
    expect(JSON.stringify(servers)).not.toContain(turn.secret)
  })

  it('are none where none are set', () => {
    expect(iceServersFor({ stunUrls: [], turn: null }, userId, nowMs)).toEqual([])
  })
})
