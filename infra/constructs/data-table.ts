import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { TABLES, type TableName, type Table as TableShape, tableVariable } from '../../shared/contracts/tables.ts';
import type { ServiceFunction } from './service-function.ts';

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

export type DataTableProps = {
  table: TableName;
  /** Production data outlives its stack and can't be deleted by mistake. */
  production: boolean;
};

/** One of the tables of `shared/contracts/tables.ts`, on demand, with point-in-time recovery. */
export class DataTable extends Construct {
  private readonly table: Table;
  private readonly shape: TableShape;
  private readonly variable: string;

  constructor(scope: Construct, props: DataTableProps) {
    super(scope, props.table);
    this.shape = TABLES[props.table];
    this.variable = tableVariable(props.table);
    const { partition, sort } = this.shape.key;
    this.table = new Table(this, 'Table', {
      partitionKey: attribute(partition),
      ...(sort === undefined ? {} : { sortKey: attribute(sort) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.production,
      removalPolicy: props.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(this.shape.expiry === undefined ? {} : { timeToLiveAttribute: this.shape.expiry }),
    });
    this.addIndexes();
  }

  /**
   * Tells the function the table's name and lets it do these actions, and no others, on this table and its indexes.
   * @param indexes those that it may query; default: all
   */
  grantTo(fn: ServiceFunction, actions: readonly TableAction[], indexes = Object.keys(this.shape.indexes)): void {
    fn.addEnvironment(this.variable, this.table.tableName);
    const onItems = actions.filter((action) => action !== 'Query');
    if (onItems.length > 0) fn.addToRolePolicy(statement(onItems, [this.table.tableArn]));
    if (actions.includes('Query')) fn.addToRolePolicy(statement(['Query'], this.queryable(indexes)));
  }

  /** Named one by one: `index/*` would also open the indexes of tomorrow. A table without a sort key is only ever queried by index. */
  private queryable(indexes: string[]): string[] {
    const arns = indexes.map((name) => `${this.table.tableArn}/index/${name}`);
    return this.shape.key.sort === undefined ? arns : [this.table.tableArn, ...arns];
  }

  private addIndexes(): void {
    for (const [indexName, { partition, sort, projects }] of Object.entries(this.shape.indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: attribute(partition),
        ...(sort === undefined ? {} : { sortKey: attribute(sort) }),
        ...(projects === 'KEYS'
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projects] }),
      });
    }
  }
}

function attribute({ name, type }: { name: string; type: 'S' | 'N' }): { name: string; type: AttributeType } {
  return { name, type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER };
}

function statement(actions: readonly TableAction[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources });
}
