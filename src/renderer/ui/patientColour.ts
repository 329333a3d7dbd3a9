import type { CSSProperties } from 'react'

/**
 * A colour as text, in the light and the dark scheme: at least 4.5:1 on every ground, its own soft one included. `mark` is its form for
 * marks and lines in the light scheme, at least 3:1, and `on` that of letters on it, at least 4.5:1; in the dark scheme these are black.
 */
export interface PatientColour {
  readonly light: string
  readonly mark: string
  readonly on: string
  readonly dark: string
}

/**
 * Twelve colours without red and amber, which mean danger and waiting too long: each at least 0.08 in OKLab, in either scheme, from every
 * other and from the accent and what means something. Found by a search; neighbours in hue differ in tone.
 */
export const patientPalette: readonly PatientColour[] = [
  { light: '#696f12', mark: '#808824', on: '#000000', dark: '#b7c140' },
  { light: '#557230', mark: '#415d18', on: '#ffffff', dark: '#b9eb7c' },
  { light: '#1f790c', mark: '#2a9a12', on: '#000000', dark: '#6ab45e' },
  { light: '#1d765f', mark: '#319378', on: '#000000', dark: '#62f5cb' },
  { light: '#096f9e', mark: '#1877a6', on: '#ffffff', dark: '#46bdfe' },
  { light: '#256e9b', mark: '#025884', on: '#ffffff', dark: '#9bd2fa' },
  { light: '#3d60d2', mark: '#557df1', on: '#000000', dark: '#7499fb' },
  { light: '#625fbb', mark: '#544fa9', on: '#ffffff', dark: '#a8abe3' },
  { light: '#9348b1', mark: '#681a84', on: '#ffffff', dark: '#ecc8fc' },
  { light: '#8f4fa9', mark: '#8f4fa9', on: '#ffffff', dark: '#ce8ceb' },
  { light: '#b53087', mark: '#c33e93', on: '#ffffff', dark: '#c38baa' },
  { light: '#b03c86', mark: '#941f6d', on: '#ffffff', dark: '#f99bd1' },
]

const soft = 'color-mix(in srgb, var(--id) var(--patient-share), var(--surface))'

/** Style of a patient without a colour: as quiet as other text. */
const neutral = {
  '--id': 'var(--muted)',
  '--id-mark': 'color-mix(in srgb, var(--muted) 16%, var(--surface))',
  '--id-on': 'var(--muted)',
  '--id-soft': soft,
} as CSSProperties

/**
 * Returns the style that colours an element and all in it by this place of the palette, as the CSS variables `--id` (text), `--id-mark`
 * (marks, lines), `--id-on` (letters on a mark) and `--id-soft` (grounds under text of that colour).
 */
export function patientStyle(hue: number | undefined): CSSProperties {
  const colour = hue === undefined ? undefined : patientPalette[hue]
  if (!colour) return neutral
  const { light, mark, on, dark } = colour
  return {
    '--id': `light-dark(${light}, ${dark})`,
    '--id-mark': `light-dark(${mark}, ${dark})`,
    '--id-on': `light-dark(${on}, #000)`,
    '--id-soft': soft,
  } as CSSProperties
}
