/**
 * Trusted Types: scripts and markup may only be made of what a policy has let pass; browsers without it have no need of one.
 */
interface Window {
  readonly trustedTypes?: {
    readonly createPolicy: (
      name: string,
      rules: { readonly createScriptURL: (address: string) => string },
    ) => { readonly createScriptURL: (address: string) => string }
  }
}
