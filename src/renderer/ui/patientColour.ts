import type { CSSProperties } from 'react'

/** A colour in its two forms: as text it has at least 4.5:1 on every ground of its scheme, its own soft one included. */
export interface PatientColour {
  readonly light: string
  readonly dark: string
}

/** Twelve hues in two tones each, without red and amber, which mean danger and waiting too long. Neighbours differ in tone. */
export const patientPalette: readonly PatientColour[] = [
  { light: '#6e6b09', dark: '#c6c458' },
  { light: '#4d4b00', dark: '#a3a363' },
  { light: '#547204', dark: '#a9cd6d' },
  { light: '#3c5011', dark: '#91a86e' },
  { light: '#17780f', dark: '#8cd384' },
  { light: '#285324', dark: '#80ac7b' },
  { light: '#04764c', dark: '#68d7a1' },
  { light: '#015636', dark: '#6daf8c' },
  { light: '#0b7568', dark: '#3cd9c4' },
  { light: '#05544a', dark: '#5cb0a2' },
  { light: '#0a727b', dark: '#2ad5e5' },
  { light: '#075259', dark: '#56aeb8' },
  { light: '#006f97', dark: '#60cbff' },
  { light: '#084e6a', dark: '#65a8ca' },
  { light: '#2466c3', dark: '#96c0fd' },
  { light: '#274777', dark: '#7fa2d5' },
  { light: '#605ac4', dark: '#b3b6fe' },
  { light: '#414076', dark: '#999bd6' },
  { light: '#834fb6', dark: '#d1a9ff' },
  { light: '#533a6e', dark: '#ae94cd' },
  { light: '#9c449b', dark: '#eb9fe8' },
  { light: '#613460', dark: '#c090be' },
  { light: '#ad3c7a', dark: '#fc9ac9' },
  { light: '#6b314e', dark: '#ca8ca9' },
]

/** FNV-1a: spreads ids that differ in one digit over the palette. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  // The lowest bits alone follow the last character too closely.
  return (value ^ (value >>> 15)) >>> 0
}

/** The colour of a session's patient: the same for the same session id, everywhere and always. */
export function patientColour(sessionId: string): PatientColour {
  const colour = patientPalette[hash(sessionId) % patientPalette.length]
  return colour ?? { light: '#4f5b66', dark: '#a9b5bf' }
}

/**
 * Gives an element and all in it the colour of a patient, as the CSS variables `--id` (text, bars) and `--id-soft`
 * (grounds under text of that colour).
 */
export function patientStyle(sessionId: string): CSSProperties {
  const { light, dark } = patientColour(sessionId)
  return {
    '--id': `light-dark(${light}, ${dark})`,
    '--id-soft': 'color-mix(in srgb, var(--id) var(--patient-share), var(--surface))',
  } as CSSProperties
}
