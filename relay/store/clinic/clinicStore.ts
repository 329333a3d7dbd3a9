import {
  type ClinicDocument,
  type ClinicRules,
  clinicRulesSchema,
  defaultClinic,
} from '../../../src/shared/model/clinic/clinicRules.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'

/** The rules that the clinic sets for all its consoles. */
export interface ClinicStore {
  /** Returns the rules as they are now; the defaults, of version 0, where none were ever stored. */
  readonly read: () => Promise<ClinicDocument>
  /**
   * Stores rules in place of those of a version, and returns what is stored then: of the next version, or, where that version was not the newest, what
   * somebody else has stored. The same again changes nothing.
   */
  readonly replace: (version: number, rules: ClinicRules) => Promise<ClinicDocument>
}

export function createClinicStore(db: Database, queryRunner: QueryRunner): ClinicStore {
  async function read(): Promise<ClinicDocument> {
    const row = await db.selectFrom('clinic_rules').selectAll().where('id', '=', 1).executeTakeFirst()
    return row ? { ...clinicRulesSchema.parse(JSON.parse(row.rules_json)), version: row.version } : defaultClinic
  }

  async function write(version: number, rules_json: string): Promise<void> {
    const next = { version: version + 1, rules_json }
    if (version > 0)
      await db.updateTable('clinic_rules').set(next).where('id', '=', 1).where('version', '=', version).execute()
    else
      await db
        .insertInto('clinic_rules')
        .values({ id: 1, ...next })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
  }

  return {
    read: () => queryRunner(read),
    replace: (version, { waits, flags, laterReasons }) =>
      queryRunner(async () => {
        await write(version, JSON.stringify({ waits, flags, laterReasons }))
        return await read()
      }),
  }
}
