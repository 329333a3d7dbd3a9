import { describe, expect, test } from 'vitest'
import { readRoleWords } from '../../../../relay/accounts/claimSettings.ts'
import { roleOfToken, subjectOf } from '../../../../relay/accounts/readClaims.ts'

const settings = { subject: null, role: null, roles: new Map(), takesOwn: true } as const

describe('the role in a token', () => {
  test.each([
    ['customer', 'patient'],
    ['service_provider', 'clinician'],
    ['local_service_manager', 'support'],
    ['nurse', 'clinician'],
    ['pharmacist', 'clinician'],
    ['receptionist', 'support'],
    ['manager', 'support'],
    ['clinic_admin', 'admin'],
    ['super_admin', 'admin'],
    ['SUPER_ADMIN', 'admin'],
    ['accountant', 'unknown'],
    ['', 'unknown'],
  ])('is, in the words of the five systems: %s', (role, ours) => {
    expect(roleOfToken({ role }, settings)).toBe(ours)
  })

  test('is in the words that are set before those that are known', () => {
    const roles = readRoleWords('Accountant=support, nurse=support') ?? new Map()
    expect(roleOfToken({ role: 'accountant' }, { ...settings, roles })).toBe('support')
    expect(roleOfToken({ role: 'Nurse' }, { ...settings, roles })).toBe('support')
    expect(roleOfToken({ role: 'doctor' }, { ...settings, roles })).toBe('clinician')
  })

  test.each([
    ['roles', { roles: ['Clinic.Read', 'provider'] }],
    ['realm_access.roles', { realm_access: { roles: ['uma_authorization', 'provider'] } }],
    ['resource_access.rounds.roles', { resource_access: { rounds: { roles: ['provider'] } } }],
    ['https://clinic.example/roles', { 'https://clinic.example/roles': ['provider'] }],
    ['clinic.example/role', { 'clinic.example/role': 'provider' }],
    ['app_metadata.role', { app_metadata: { role: 'provider' } }],
  ])('is found at %s', (role, claims) => {
    expect(roleOfToken(claims, { ...settings, role, takesOwn: false })).toBe('clinician')
    expect(roleOfToken({ role: 'admin' }, { ...settings, role, takesOwn: false })).toBe('none')
    expect(roleOfToken({ role: 'admin' }, { ...settings, role })).toBe('admin')
  })

  test('is, of several, the one that may do most', () => {
    expect(roleOfToken({ role: ['patient', 'doctor', 'x'] }, settings)).toBe('clinician')
    expect(roleOfToken({ role: ['lsm', 'clinic_admin'] }, settings)).toBe('admin')
  })

  test('is none of what every object has', () => {
    for (const role of ['__proto__.constructor.name', 'constructor.name', 'toString.name'])
      expect(roleOfToken({}, { ...settings, role, takesOwn: false })).toBe('none')
  })
})

describe('the subject of a token', () => {
  test('is in the claim that is set, whatever the others have', () => {
    expect(subjectOf({ sub: 'pairwise', oid: 'o-1' }, { ...settings, subject: 'oid' })).toBe('o-1')
    expect(subjectOf({ user: { id: 7 } }, { ...settings, subject: 'user.id' })).toBe('7')
  })

  test('is in the usual ones where that is missing and the relay signs tokens too, and nobody otherwise', () => {
    expect(subjectOf({ sub: 'a', userId: 'a' }, { ...settings, subject: 'oid' })).toBe('a')
    expect(subjectOf({ sub: 'a' }, { ...settings, subject: 'oid', takesOwn: false })).toBeUndefined()
  })

  test.each([{ sub: 'a', id: 'b' }, { sub: { id: 1 } }, { sub: '', userId: 'a' }, { sub: null }, {}])(
    'is nobody of %j',
    (claims) => {
      expect(subjectOf(claims, settings)).toBeUndefined()
    },
  )
})

describe('words for roles', () => {
  test('are pairs with commas between them, in any case, spaces or not', () => {
    expect(readRoleWords('Arzt=clinician, front desk = support')).toEqual(
      new Map([
        ['arzt', 'clinician'],
        ['front desk', 'support'],
      ]),
    )
  })

  test.each([
    '',
    'nurse',
    'nurse=',
    '=clinician',
    'nurse=doctor',
    'nurse=Clinician',
    'a=patient,,b=admin',
    'a=patient,A=admin',
    'a=b=admin',
  ])('are not %j', (text) => {
    expect(readRoleWords(text)).toBeUndefined()
  })
})
