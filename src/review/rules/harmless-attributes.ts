/** Environment variables that only identify the release or set the log level. */
const RELEASE_MARK = String.raw`(VERSION|RELEASE|REVISION|COMMIT|(APP|SERVICE|DD|SENTRY|GIT|BUILD|IMAGE|CODE|COMMIT|RELEASE|DEPLOYMENT)_(VERSION|RELEASE|REVISION|COMMIT|SHA|HASH|NUMBER|ID|TAG|DATE)|(\w+_)?LOG_LEVEL)$`;

/** The attributes that do no harm, and their conditions. The format is that of the harmful ones. */
export const HARMLESS = String.raw`
harmless
  any  /^(tags|tags_all|description|comment|timeouts|alarm_description|triggers|apply_immediately|allow_overwrite|allow_major_version_upgrade|final_snapshot_identifier|snapshot_identifier|copy_tags_to_snapshot|propagate_tags|force_overwrite_replica_secret|wait_for_\w+|maintenance_window|preferred_\w+_window|backup_window|snapshot_window|revoke_rules_on_delete|force_detach_policies|reset_on_delete|last_modified|display_name|auto_minor_version_upgrade|monitoring_role_arn|(access|connection)_logs\.(bucket|prefix)|default_cooldown|health_check_grace_period\w*|\w+_cooldown)(\.|$)/  free
  any  /^(policy|assume_role_policy|resource_policy|key_policy|access_policies|access_policy|policy_document|inline_policy)(\.|$)/  free
  api_gateway_rest_api|apigatewayv2_api  body minimum_compression_size fail_on_warnings put_rest_api_mode name  free
  route53_health_check  measure_latency reference_name  free
  wafv2_web_acl|wafv2_rule_group  /^rule(\.name)?$/  keepsAlike rule name
  wafv2_web_acl|wafv2_rule_group  /^(default_action|rule\.(action|override_action|visibility_config)|visibility_config|custom_response_body|captcha_config|challenge_config|rule\.statement\.(managed_rule_group|rule_group_reference)_statement\.(rule_action_override|excluded_rule|version))(\.|$)/  free
  (default_)?security_group  ingress egress  known
  lambda_function  /^(source_code_hash|code_sha256|source_code_size|filename|s3_bucket|s3_key|s3_object_version|image_uri|layers|version|publish|logging_config|snap_start|replace_security_groups_on_destroy|replacement_security_group_ids|tracing_config|qualified_\w+)(\.|$)/  free
  lambda_function  /^environment\.variables\.(?!${RELEASE_MARK})/  onlyNew
  lambda_function  /^environment\.variables\.${RELEASE_MARK}/  free
  lambda_alias  function_version  free
  api_gateway_stage  deployment_id documentation_version  free
  api_gateway_method_settings  settings.cache_ttl_in_seconds settings.caching_enabled settings.cache_data_encrypted settings.metrics_enabled settings.require_authorization_for_cache_control settings.unauthorized_cache_control_header_strategy  free
  api_gateway_domain_name|apigatewayv2_domain_name  /(^|\.)(regional_)?certificate_(arn|name)$/  free
  lb_listener|alb_listener  certificate_arn  free
  acm_certificate  early_renewal_duration options  free
  route53_record|api_gateway_deployment|acm_certificate_validation|cloudwatch_dashboard|cloudwatch_query_definition|xray_group|xray_sampling_rule|resourcegroups_group|s3_object  /./  free
  cloudwatch_log_group  log_group_class  free
  cloudwatch_(metric|composite)_alarm  ok_actions evaluate_low_sample_count_percentiles  free
  dynamodb_table|dynamodb_table_replica  /^(attribute|table_class|table_class_override|ttl)(\.|$)/  free
  sns_topic|sns_topic_subscription  /^(delivery_policy|tracing_config|\w+_feedback_\w+|confirmation_timeout_in_minutes|endpoint_auto_confirms)(\.|$)/  free
  scheduler_schedule  flexible_time_window  free
  ecs_service  task_definition force_new_deployment deployment_maximum_percent  free
  autoscaling_group  launch_template launch_configuration instance_refresh tag  free
  launch_(template|configuration)  image_id user_data instance_type latest_version default_version update_default_version tag_specifications block_device_mappings  free
  lb_target_group|alb_target_group  deregistration_delay slow_start health_check.healthy_threshold  free
  cloudfront_distribution  price_class http_version custom_error_response default_cache_behavior.compress ordered_cache_behavior.compress  free
  (app)?autoscaling_policy  /(scale_(in|out)_cooldown|estimated_instance_warmup)$/  free
  apigatewayv2_api|s3_bucket_cors_configuration|lambda_function_url  /(^|\.)(max_age(_seconds)?|expose_headers)$/  free
  apigatewayv2_stage|api_gateway_stage  access_log_settings.format  free
  lambda_event_source_mapping  bisect_batch_on_function_error function_response_types maximum_batching_window_in_seconds  free
  cloudwatch_event_target  retry_policy  free
  kinesis_firehose_delivery_stream  /buffering_(size|interval)$/  free
  sqs_queue  receive_wait_time_seconds  free
  cognito_user_pool  /^(email|sms)_(verification|authentication)_|^verification_message_template|^admin_create_user_config\.invite_message_template/  free
  ebs_volume  size type  free
  db_instance|rds_cluster(_instance)?  performance_insights_retention_period  free
  sfn_state_machine  definition publish  free
  cloudfront_function|appsync_(function|resolver)  code publish comment request_template response_template  free
  s3_bucket_lifecycle_configuration  rule  free
  ssm_parameter  data_type version  free
  ssm_parameter  value value_wo_version  rotated
  secretsmanager_secret_version  /^(secret_string|secret_binary|version_stages|(has_)?secret_string_wo\w*)(\.|$)/  free
`;
