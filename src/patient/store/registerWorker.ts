/** Has the browser keep the page's own files, so that it opens without a connection too. Where it cannot, the page does without. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const policy = window.trustedTypes?.createPolicy('worker', { createScriptURL: () => 'worker.js' })
  await navigator.serviceWorker.register(policy?.createScriptURL('worker.js') ?? 'worker.js', { scope: './' })
}
