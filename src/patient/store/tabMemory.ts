/** Memory of a tab over a reload, which no other tab shares. */
export function tabMemory(key: string) {
  return {
    read: () => sessionStorage.getItem(key) ?? '',
    write: (text: string) => sessionStorage.setItem(key, text),
    forget: () => sessionStorage.removeItem(key),
  }
}
