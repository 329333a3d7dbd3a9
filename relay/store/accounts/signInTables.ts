/** The tables of sign-ins. Keys and places are hashes. */
export interface SignInTables {
  login_failures: {
    key: string
    count: number
    last_at_ms: number
  }
  /** From where somebody has signed in. */
  known_places: {
    user_id: string
    place: string
    seen_at_ms: number
  }
}
