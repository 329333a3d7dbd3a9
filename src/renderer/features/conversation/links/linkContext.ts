import { createContext, useContext } from 'react'
import type { LinkAddress } from './findLinks.ts'

/** Carries to the links in messages how to ask whether one is to be opened. */
export const LinkContext = createContext<((address: LinkAddress) => void) | null>(null)

/** Returns how to ask whether an address is to be opened. */
export function useAskToOpen(): (address: LinkAddress) => void {
  const ask = useContext(LinkContext)
  if (ask === null) throw new Error('This is drawn outside of LinkContext.')
  return ask
}
