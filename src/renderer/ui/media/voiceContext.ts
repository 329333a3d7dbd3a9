import { createContext, useContext, useSyncExternalStore } from 'react'
import type { VoiceShelf, VoiceView } from './voiceShelf.ts'

/** Carries the recordings of the screen to whatever plays one. */
export const VoiceContext = createContext<VoiceShelf | null>(null)

/** Returns the recordings of the screen. */
export function useVoices(): VoiceShelf {
  const voices = useContext(VoiceContext)
  if (voices === null) throw new Error('This is drawn outside of VoiceContext.')
  return voices
}

/** Returns a recording as it is now. */
export function useVoice(key: string): VoiceView {
  const voices = useVoices()
  return useSyncExternalStore(
    (changed) => voices.subscribe(key, changed),
    () => voices.viewOf(key),
  )
}
