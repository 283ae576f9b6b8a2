package dfs.s3.contract;

import dfs.s3.operation.Operation;

/**
 * An operation of the contract with its code.
 *
 * @param contract what the contract says
 * @param code what answers
 */
public record BoundOperation(ContractOperation contract, Operation code) {}
