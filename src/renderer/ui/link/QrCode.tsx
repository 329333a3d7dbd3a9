import { useMemo } from 'react'
import classes from './GivenLink.module.css'
import { qrPath } from './qrPath.ts'

/** QR code of a text: dark on light in every theme, as readers want it; nothing where the text is too long for one. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = useMemo(() => qrPath(text), [text])
  if (code === null) return null
  return (
    <svg className={classes.code} role="img" aria-label={label} viewBox={`0 0 ${code.size} ${code.size}`}>
      <path d={code.path} shapeRendering="crispEdges" />
    </svg>
  )
}
