import { createContext, useContext } from 'react'
import type { Attachment } from '../../../../shared/model/files/attachment.ts'

/** Carries to the pictures in messages how to look at one as large as the window. */
export const LookContext = createContext<((id: Attachment['id']) => void) | null>(null)

/** Returns how to look at a picture of this conversation. */
export function useLookAt(): (id: Attachment['id']) => void {
  const look = useContext(LookContext)
  if (look === null) throw new Error('This is drawn outside of LookContext.')
  return look
}
