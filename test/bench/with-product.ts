import { type ApiClient, openApiClient } from './api-client.ts';
import { type ProductOptions, type ProductProcess, startProduct } from './product-process.ts';

/** Starts the product, uses it, and stops it however that went. */
export async function withProduct<Result>(
  options: ProductOptions,
  use: (product: ProductProcess, client: ApiClient) => Promise<Result>,
): Promise<Result> {
  const product = await startProduct(options);
  const client = await openApiClient(product.address);
  try {
    return await use(product, client);
  } finally {
    client.close();
    await product.stop();
  }
}
