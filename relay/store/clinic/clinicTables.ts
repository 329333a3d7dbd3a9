/** The table of what the clinic sets for all its consoles. */
export interface ClinicTables {
  /** One row, of id 1; none where nothing was ever set. */
  clinic_rules: {
    id: number
    version: number
    rules_json: string
  }
}
