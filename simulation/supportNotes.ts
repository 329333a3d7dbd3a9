/** Notes that the simulated support user writes into staff threads. `{patient}` stands for the patient's name. */
export const supportNotes: readonly string[] = [
  'Pharmacy called: the prescription for {patient} is ready, they close at six.',
  'Insurance confirmed for {patient}.',
  '{patient} rang the front desk as well, I said you are on it.',
  'Interpreter can join within ten minutes if you need one here.',
  'Lab says the results are due this afternoon, I will post them here.',
  'Identity checked by phone, birth date matches.',
  'There is a free slot at 16:20 today if {patient} should be seen in person.',
  'Previous letters from the hospital have been requested.',
  'I can take the follow-up call for this one, just tell me.',
  'Pharmacy asks whether a generic is fine for {patient}.',
]
