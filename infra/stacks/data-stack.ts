import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { DataTable } from '../constructs/data-table.ts';
import type { Deployment } from '../constructs/deployment.ts';

export type DataStackProps = StackProps & { deployment: Deployment };

/** The tables: apart from the rest, so that nothing else's replacement can touch them. */
export class DataStack extends Stack {
  readonly sessionControl: DataTable;
  readonly sessions: DataTable;
  readonly activity: DataTable;
  readonly manualTasks: DataTable;
  readonly audit: DataTable;
  readonly catalog: DataTable;
  readonly rateLimits: DataTable;

  constructor(scope: Construct, id: string, { deployment, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: deployment.production });
    const { production } = deployment;
    this.sessionControl = new DataTable(this, { table: 'SessionControl', production });
    this.sessions = new DataTable(this, { table: 'Sessions', production });
    this.activity = new DataTable(this, { table: 'Activity', production });
    this.manualTasks = new DataTable(this, { table: 'ManualTasks', production });
    this.audit = new DataTable(this, { table: 'Audit', production });
    this.catalog = new DataTable(this, { table: 'Catalog', production });
    this.rateLimits = new DataTable(this, { table: 'RateLimits', production });
  }
}
