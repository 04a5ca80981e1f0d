/** The tenant of the demo. */
export const DEMO_TENANT = 'demo';

/** The ids of the demo's agents, the same on every laptop so that the README can name them. */
export const DEMO_AGENTS = {
  interfaceHealthCheck: 'agt_01DEM0HEA1THCHECK000000001',
  changeApproval: 'agt_01DEM0CHANGEAPPR0VA1000001',
  askAModel: 'agt_01DEM0ASKAM0DE100000000001',
};

export const DEMO_WORKFLOWS = { changeWindow: 'wfl_01DEM0CHANGEW1ND0W00000001' };

export const DEMO_TRIGGERS = {
  nightly: 'trg_01DEM0N1GHT1YHEA1TH0000001',
  onErrors: 'trg_01DEM01NTERFACEERR0RS00001',
};
