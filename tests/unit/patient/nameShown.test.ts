import { describe, expect, it } from 'vitest'
import { nameShown } from '../../../src/patient/conversation/nameShown.ts'

describe('the name of the patient on the page', () => {
  it('is known to its owner, and tells others no more than it must', () => {
    const shown = ['Maria Lindqvist', ' Anna  Maria de la Cruz ', 'Zoë Ng', 'Sting', '王小明', 'محمد العلي', ''].map(
      nameShown,
    )
    expect(shown).toEqual(['Maria L.', 'Anna C.', 'Zoë N.', 'Sting', '王小明', 'محمد ا.', ''])
  })
})
