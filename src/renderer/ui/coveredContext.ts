import { createContext } from 'react'

/** Knowledge of what is on the screen whether something lies over it: what is covered has been read by nobody. */
export const CoveredContext = createContext(false)
