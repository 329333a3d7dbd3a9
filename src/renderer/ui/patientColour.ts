import type { CSSProperties } from 'react'

/**
 * A colour as text, in the light and the dark scheme: at least 4.5:1 on every ground, its own soft one included. `mark` is
 * its brighter form for bars and dots in the light scheme, at least 3:1, where hues are told apart best.
 */
export interface PatientColour {
  readonly light: string
  readonly mark: string
  readonly dark: string
}

/** Twenty-four hues without red and amber, which mean danger and waiting too long. Neighbours differ in tone as well. */
export const patientPalette: readonly PatientColour[] = [
  { light: '#676e05', mark: '#868e0d', dark: '#c3ce5b' },
  { light: '#435902', mark: '#597404', dark: '#89ae28' },
  { light: '#3d7601', mark: '#529a08', dark: '#9dd879' },
  { light: '#026117', mark: '#097f23', dark: '#54b85c' },
  { light: '#027743', mark: '#089c5b', dark: '#70df9c' },
  { light: '#0a5e44', mark: '#017c5a', dark: '#0dba89' },
  { light: '#017663', mark: '#119a82', dark: '#3ce1c1' },
  { light: '#045d56', mark: '#0e7971', dark: '#13b6aa' },
  { light: '#007375', mark: '#05979a', dark: '#1edfe2' },
  { light: '#0c5a63', mark: '#067783', dark: '#01b3c4' },
  { light: '#027186', mark: '#1295b1', dark: '#36d9fe' },
  { light: '#055873', mark: '#057396', dark: '#02aee0' },
  { light: '#0b6e9d', mark: '#0e91cf', dark: '#84cefe' },
  { light: '#06528b', mark: '#056cb5', dark: '#3da4fc' },
  { light: '#0f62d3', mark: '#3484fd', dark: '#a2c6fd' },
  { light: '#2d42ab', mark: '#3a54e5', dark: '#7c9bfe' },
  { light: '#5b56d5', mark: '#7877ff', dark: '#b8bffd' },
  { light: '#5334a4', mark: '#6e41db', dark: '#a390fd' },
  { light: '#8149c8', mark: '#a764fe', dark: '#cfb5fe' },
  { light: '#6d2893', mark: '#902fc3', dark: '#c485ee' },
  { light: '#9e3db0', mark: '#ca56e0', dark: '#eda5fb' },
  { light: '#801b79', mark: '#aa1aa0', dark: '#dd7cd2' },
  { light: '#b2318d', mark: '#e349b6', dark: '#fea1dd' },
  { light: '#8e0d59', mark: '#ba0875', dark: '#ee76af' },
]

/** Before a session is known. */
const neutral: PatientColour = { light: '#4f5b66', mark: '#4f5b66', dark: '#a9b5bf' }

/**
 * Returns the style that colours an element and all in it by this place of the palette, as the CSS variables `--id` (text),
 * `--id-mark` (bars, dots) and `--id-soft` (grounds under text of that colour).
 */
export function patientStyle(hue: number | undefined): CSSProperties {
  const { light, mark, dark } = (hue === undefined ? undefined : patientPalette[hue]) ?? neutral
  return {
    '--id': `light-dark(${light}, ${dark})`,
    '--id-mark': `light-dark(${mark}, ${dark})`,
    '--id-soft': 'color-mix(in srgb, var(--id) var(--patient-share), var(--surface))',
  } as CSSProperties
}
