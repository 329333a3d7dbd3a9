const patterns = {
  onset: /\b(when|how long|since|start(ed)?|begin|began|first notice)/i,
  severity: /\b(how bad|scale|out of (10|ten)|sever|worse|worst|hurt|pain(ful)?|strong)/i,
  medicines: /\b(medic|medicines?|tablet|pill|drug|dose|taking|take anything|taken|prescri|inhaler|insulin)/i,
  allergies: /\ballerg/i,
  fever: /\b(fever|temperature|hot|chills?|shiver|thermometer)/i,
  breathing: /\b(breath|chest|wheez|cough|short of air|oxygen|saturation)/i,
  history: /\b(before|history|conditions?|diagnos|operations?|surger|family|had this)/i,
  farewell: /\b(bye|take care|get well|good night|all the best|have a (good|nice))/i,
  advice: /\b(please|try|should|recommend|advise|drink|rest|book|appointment|come in|call 9|send you|prescription)/i,
} as const

/** Topic of a question. `advice` is what a clinician advises the patient to do; `farewell` ends the conversation. */
export type Topic = keyof typeof patterns

const topics = Object.keys(patterns) as Topic[]

/** Returns the topics of a clinician's text, questions before advice; none when it is about nothing in particular. */
export function topicsIn(text: string): Topic[] {
  return topics.filter((topic) => patterns[topic].test(text))
}
