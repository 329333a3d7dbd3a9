const svgNamespace = 'http://www.w3.org/2000/svg'

/** Outlines in a box of 24 by 24. */
const outlines = {
  attach: 'M12 5v14M5 12h14',
  camera: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5h.01',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  close: 'M6 6l12 12M18 6L6 18',
} as const

/** A drawing beside words, or on a button that has a name: it says nothing itself. */
export function icon(name: keyof typeof outlines): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svgNamespace, 'path')
  path.setAttribute('d', outlines[name])
  svg.append(path)
  return svg
}
