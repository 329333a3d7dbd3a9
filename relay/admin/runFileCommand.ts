import { readFile } from 'node:fs/promises'
import { FailureError } from '../../src/shared/model/failure.ts'
import { isIntact, sessionExportSchema } from '../administration/sessionExport.ts'
import type { RelaySettings } from '../environment.ts'
import { backUp, checkBackup, restoreBackup } from './backup.ts'
import type { CommandParts } from './commandParts.ts'
import type { FileCommand } from './readArguments.ts'

/** Carries out a command on a file or a directory of this machine, and returns the lines to print. */
export async function runFileCommand(
  given: FileCommand,
  { settings, isRelayRunning, clock }: Pick<CommandParts, 'settings' | 'isRelayRunning' | 'clock'>,
): Promise<string[]> {
  const [path] = given.operands
  switch (given.command) {
    case 'verify': {
      const exported = sessionExportSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
      if (!exported.success) throw new FailureError('invalid', 'the file is no export of a session')
      if (!(await isIntact(exported.data))) throw new FailureError('invalid', 'the content is not what was exported')
      return [`intact: sha256 ${exported.data.sha256}`]
    }
    case 'backup':
      requireSqlite(settings)
      return backupLines(await backUp(settings.dataDir, path))
    case 'check':
      return backupLines(await checkBackup(path))
    case 'restore': {
      requireSqlite(settings)
      if (await isRelayRunning()) throw new FailureError('conflict', 'a relay runs on this data: stop it first')
      const aside = await restoreBackup(path, settings.dataDir, clock.now())
      return ['restored', ...(aside === null ? [] : [`what was there is now ${aside}`])]
    }
  }
}

function requireSqlite({ database }: RelaySettings): void {
  if (database.kind === 'postgres')
    throw new FailureError(
      'invalid',
      'the data is in PostgreSQL: back it up with pg_dump, and copy DATA_DIR/attachments',
    )
}

function backupLines(checked: Awaited<ReturnType<typeof checkBackup>>): string[] {
  const { users, sessions, entries, files, version, faults } = checked
  if (faults.length > 0) throw new FailureError('invalid', `the backup is not whole:\n${faults.join('\n')}`)
  return [`whole: ${users} users, ${sessions} sessions, ${entries} entries, ${files.length} files, version ${version}`]
}
